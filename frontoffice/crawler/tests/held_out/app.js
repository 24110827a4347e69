!function(e,t){"use strict";var n={a:"@",b:1};function r(e){return e.a+"@"+t.b}var i=/^[\w.]+@[\w.]+\.[a-z]{2,}$/;e.tpl="<a href='mailto:{email}'>{email}</a>";e.ph="name@example.com";e.pkg="@babel/runtime@7.23.2";e.img="hero@2x.webp";e.help="helpdesk@riverbend.k12.wi.us";e.q=t.x@t.y;e.cdn="https://cdn.jsdelivr.net/npm/swiper@11.0.5/swiper.min.js"}(window,document);
//# sourceMappingURL=app.js.map
