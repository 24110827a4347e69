"""Words that mail programs put around a quotation, in the languages families write in.

The shapes in quote_shapes.py decide without them where they can; these settle what shape alone cannot.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

LABELS: dict[str, frozenset[str]] = {
    kind: frozenset(labels)
    for kind, labels in json.loads(
        Path(__file__).with_name("header_labels.json").read_text(encoding="utf-8")
    ).items()
}
FROM, DATE, TO, SUBJECT = (LABELS[kind] for kind in ("from", "date", "to", "subject"))

WROTE = re.compile(
    r"\bwrote\b|\bwrites\b|\bescribi[óo]\b|\bescrib(?:e|ió)\b|\bva escriure\b|\bescreveu\b|\ba écrit\b|"
    r"\bécrit\b|\bschrieb\b|"
    r"\bgeschrieben\b|\bha scritto\b|\bscrive\b|\bschreef\b|\bgeschreven\b|\bskrev\b|\bskreiv\b|\bnapisał|"
    r"\bpisze\b|\bnapsal|"
    r"\bnapísal|\bnapisa[olč]|\bje napisa|\bпиш[ею]т\b|\bнаписал|\bнаписа[вл]|\bпише\b|\ba scris\b|"
    r"\bkirjoitti\b|\bírta\b|\bírt\b|"
    r"\byazdı\b|\bşunu yazdı|έγραψε|\bщо написа|\bнаписа\b|כתב|كتب|تمت كتابة|نوشت|لکھا|ने लिखा|লিখেছেন|"
    r"ਲਿਖਿਆ|เขียนว่า|เขียน|\bđã viết\b|"
    r"\bviết\b|\bmenulis\b|\bsumulat\b|\bisinulat\b|\bay sumulat|\bqoray\b|\bwuxuu qoray|\bwaxay qortay|"
    r"\baliandika\b|\bameandika|\bekri\b|"
    r"写道|寫道|写了|书写|のメール|書きました|wrote|님이 작성|작성|썼습니다|\brašė\b|\brakstīja\b|"
    r"\bkirjutas\b|\bshkroi\b|\bskrifaði\b|"
    r"\bidatzi du\b|ጻፈ|எழுதியது|వ్రాశారు|\bsau\b.{0,20}:|\bnapisao\b|\bje pisal|\btarihinde\b|"
    r"\bschreibt\b|\bmailte\b|\bsends?\b|\bsaid\b",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"original|ursprünglich|origin[ae]le?|oorspronkelijk|messaggio originale|исходн|оригинал|вихідн|"
    r"originál|pôvodn|původní|"
    r"oryginaln|wiadomość|alkuperäinen|eredeti|orijinal|özgün|αρχικό|oprindelig|opprinnelig|ursprungl|"
    r"izvorn|прив|הודעה מקורית|"
    r"الأصلية|الرسالة|اصلی|मूल|ต้นฉบับ|gốc|\basli\b|orihinal|asalka|asili|orijinal|原始|原邮件|原郵件|元のメッセージ|원본|원래|"
    r"reply message|quoted message|replied message|回复的|mesaj|pirmin|sākotnēj|algne|mensagem|mensaje",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"forward|reenvia|reencaminh|encaminhad|transf[ée]r|transmis|weitergeleitet|inoltrat|doorgestuurd|vidarebefordra|"
    r"videresend|videresendt|przekazan|přepos|preposlan|proslije|prosleđ|пересл|пересила|переслан|redirecționat|"
    r"välitetty|edelleenlähetet|továbbított|iletil|yönlendiril|προωθ|препрат|прослеђ|הועבר|מועברת|המועבר|"
    r"معاد توجيه|إعادة توجيه|"
    r"محولة|هدایت|فوروارد|आगे भेजा|अग्रेषित|ফরওয়ার্ড|ส่งต่อ|chuyển tiếp|diteruskan|terusan|dimajukan|"
    r"ipinasa|la gudbiyay|"
    r"imesambazwa|voye ankò|transfere|转发|轉寄|轉發|転送|전달|persiųst|pārsūt|edastat|reenviad|áframsen|"
    r"birtalid|\bfwd?\b",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|fw|wg|tr|rv|enc|pd|vs|vb|i|vl|ilt|továbbítás|προωθ|пересл|fs|rif|reenv|trs|doorst|转发|轉寄|轉發|転送|전달|"
    r"إعادة توجيه|هدایت|הועבר)\s*[:：]",
    re.IGNORECASE,
)
SENT_FROM = re.compile(
    r"^\W{0,3}(?:get outlook|sent (?:from|via|with|on|using)\b|enviado (?:desde|con|do|de|a partir|pelo|"
    r"via|mediante)\b|enviad[oa] "
    r"|envoyé (?:de(?:puis)?|à partir|avec|par)\b|envoyé d['’]|télécharger|téléchargez|obtenir|obtenez|"
    r"obtener|descarga|descargar|"
    r"obter o|von meinem|von meiner|gesendet (?:von|mit|über)|diese nachricht wurde von|outlook für|"
    r"holen sie sich|"
    r"inviato (?:da|dal|con)\b|scarica|ottieni|verzonden (?:vanaf|met|via)|verstuurd vanaf|download|"
    r"skickat från|hämta|"
    r"sendt fra|sendt via|sendt med|hent outlook|lähetetty|hanki|wysł(?:ane|ano) z|wysłane|pobierz|"
    r"odesl[áa]n[oé]|odoslan[éo]|"
    r"poslano (?:s|iz|z)\b|poslato sa|отправлено (?:с|из)|отправлен[оа]|скачать|надіслано (?:з|із)|"
    r"trimis (?:de|din|prin)|"
    r"küldve|elküldve|gönderildi|.{0,40}(?:['’]?(?:ım|im)dan|['’]?(?:dan|den)) gönderildi|στάλθηκε από|"
    r"εστάλη από|изпратено от|"
    r"נשלח (?:מ|באמצעות)|أُ?رسلت? من|تم الإرسال|مرسل من|ارسال(?:‌| )?شده از|.{0,30}से भेजा|मेरे .{0,20} से|ส่งจาก|"
    r"(?:được )?gửi từ|đã gửi từ|dikirim dari|dihantar daripada|ipinadala (?:mula|gamit)|naipadala|"
    r"waxaa laga soo diray|laga soo diray|"
    r"imetumwa kutoka|voye (?:depi|soti|sou|nan|ak)|发自|發自|從我的|从我的|.{0,24}から送信|"
    r".{0,24}에서 (?:보냄|보낸)|나의 .{0,20}|"
    r"išsiųsta iš|nosūtīts no|saadetud|enviat des|xa ntawm|የተላከው|poslané z|kutumwa kutoka)",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|blackberry|motorola|nokia|oneplus|oppo|vivo|honor|"
    r"t-mobile|verizon|at&t|outlook|yahoo|gmail|hotmail|proton|icloud|thunderbird|windows|smartphone|handy|mobile|móvil|movil|"
    r"celular|téléphone|telefon|телефон|cellulare|aol|mail|samsunga|tablet|phone|smartfon|手机|手機|携帯|스마트폰|app\b|mac\b|"
    r"điện thoại|जियो|jio|الهاتف|هاتف|جوال|tecno|infinix|workspace|mobil|мобильн|почт",
    re.IGNORECASE,
)
CONFIDENTIAL = re.compile(
    r"confiden[ct]|vertraulich|конфиденциальн|riservat|سري|保密|vertrouwelijk|poufn|機密|기밀",
    re.IGNORECASE,
)
RECIPIENT = re.compile(
    r"recipient|destinatari|destinataire|empfänger|адресат|addressee|intended|المرسل إليه|收件人|"
    r"geadresseerde|adresat|수신",
    re.IGNORECASE,
)
EXTERNAL = re.compile(
    r"\b(?:external (?:email|e-mail|sender|message)|originated (?:from )?outside|outside (?:of )?(?:the|"
    r"your|our) (?:organi[sz]ation|district))",
    re.IGNORECASE,
)
