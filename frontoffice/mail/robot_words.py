"""How people and programs say "I am away" and "do not answer this", in the languages families write in."""

from __future__ import annotations

import re

AWAY_SUBJECT = re.compile(
    r"^\W*(?:out of (?:the )?office|ooo\b|automatic(?: reply|ally)|auto(?:matic)?[ -]?(?:reply|response|"
    r"responder)|vacation (?:reply|response|notice)|respuesta autom[áa]tica|fuera de (?:la )?oficina|"
    r"r[ée]ponse automatique|automatische antwort|abwesenheits(?:notiz|meldung)|risposta automatica|"
    r"fuori (?:sede|ufficio)|"
    r"resposta autom[áa]tica|fora do escrit[óo]rio|автоматический ответ|автоответ|вне офиса|"
    r"автоматична відповідь|"
    r"automatyczna odpowied[źz]|odpowied[źz] automatyczna|autoodpowied|poza biurem|automatisch antwoord|"
    r"afwezig|autosvar|automatiskt svar|automatisk svar|"
    r"automaattinen vastaus|automatick[áa] odpov|mimo kancel|automatikus válasz|házon kívül|"
    r"răspuns automat|otomatik yanıt|ofis dışında|"
    r"αυτόματη απάντηση|εκτός γραφείου|автоматичен отговор|аутоматски одговор|automatski odgovor|"
    r"תשובה אוטומטית|מענה אוטומטי|לא נמצא במשרד|"
    r"رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار|خودکار جواب|स्वचालित (?:उत्तर|जवाब)|"
    r"কার্যালয়ের বাইরে|স্বয়ংক্রিয়|ตอบกลับอัตโนมัติ|ไม่อยู่ที่สำนักงาน|"
    r"(?:thư )?trả lời tự động|tự động trả lời|balasan otomatis|di luar kantor|jawapan automatik|"
    r"awtomatikong (?:tugon|sagot)|wala sa opisina|"
    r"jawaab(?:ta)? (?:otomaatig|iskeed)|majibu ya kiotomatiki|repons otomatik|pa nan biwo|自动(?:回复|"
    r"答复)|自動(?:回覆|回信|応答|返信)|자동 ?(?:회신|응답|답장)|automatinis atsakymas|automātiska|"
    r"automaatne vastus|resposta automàtica)",
    re.IGNORECASE,
)
AWAY_PERHAPS = re.compile(
    r"^\W*(?:away from|on (?:vacation|leave|holiday|maternity|parental)|i(?: a|')m (?:away|out)|ausente|"
    r"ausência|absence|absent|abwesen|assente|frånvaro|"
    r"fravær|poissa|vắng mặt|ka maqan|я в отпуске|нет на месте|不在|外出|休假|부재중|休暇|إجازة|في إجازة|"
    r"de vacaciones|en congé|urlaub|in ferie|de férias)",
    re.IGNORECASE,
)
AWAY_ANYWHERE = re.compile(
    r"(?:^|[:\-–] ?)(?:out of (?:the )?office|automatic reply|auto[- ]?reply|respuesta autom[áa]tica|"
    r"fuera de (?:la )?oficina|réponse automatique|abwesenheitsnotiz|"
    r"自动回复|自動回覆|자동 ?회신|автоответ|رد تلقائي)\b",
    re.IGNORECASE,
)
AWAY_TEXT = re.compile(
    r"\bi(?:['’]m| am| will be)(?: currently)? (?:away|out of (?:the )?office|on (?:vacation|annual leave|"
    r"maternity leave|holiday|leave))\b|"
    r"\bi am currently (?:out|away)\b|\bout of (?:the )?office (?:until|from|through|and|with)\b|"
    r"thank you for your (?:e-?mail|message)\W.{0,60}\b(?:out of|away)|"
    r"\bestoy fuera de (?:la )?oficina|\bestaré fuera de (?:la )?oficina|me encuentro (?:fuera|"
    r"de vacaciones|ausente)|\bestoy de vacaciones (?:hasta|del)|"
    r"je suis (?:actuellement )?(?:absent|en congé)|actuellement absent|ich bin (?:derzeit|momentan|"
    r"zur ?zeit|bis|vom)?.{0,30}(?:nicht im (?:büro|haus)|abwesend|im urlaub)|"
    r"sono (?:attualmente )?(?:fuori (?:sede|ufficio)|assente|in ferie)|estou (?:fora do escrit|"
    r"de f[ée]rias|ausente)|estarei (?:fora|ausente)|"
    r"(?:я )?(?:сейчас )?(?:нахожусь )?в отпуске (?:до|с)|отсутствую (?:на|до|в)|"
    r"jestem (?:obecnie )?(?:na urlopie|poza biurem|nieobecn)|ik ben (?:momenteel )?(?:afwezig|"
    r"niet op kantoor|met vakantie)|"
    r"jag är (?:inte på kontoret|på semester|ledig)|jeg er (?:ikke på kontoret|på ferie|bortreist)|"
    r"ofis dışındayım|izindeyim|"
    r"我(?:目前|现在)?(?:不在办公室|正在休假|在休假|出差)|我(?:目前|現在)?(?:不在辦公室|休假中)|"
    r"現在.{0,10}(?:不在|休暇|外出)|부재중(?:입니다|이오니)|휴가 중|"
    r"أنا (?:حاليا|حاليًا|حالياً)?\s?(?:خارج المكتب|في إجازة)|tôi (?:hiện )?(?:đang )?(?:vắng mặt|đi nghỉ|"
    r"nghỉ phép|không có mặt)|wala ako sa opisina|nasa bakasyon ako|"
    r"waxaan (?:hadda )?ka maqanahay|niko likizo|mwen (?:pa nan biwo|an vakans)|saya sedang (?:cuti|"
    r"tidak di kantor)|אני (?:לא במשרד|בחופשה|נמצא(?:ת)? בחופשה)",
    re.IGNORECASE,
)
NO_REPLY = re.compile(
    r"^(?:no[-._]?reply|do[-._]?not[-._]?reply|donotreply|noreply|no[-._]?responder|ne[-._]?pas[-._]?repondre|nicht[-._]?antworten|nao[-._]?responda|"
    r"notifications?|notify|alerts?|mailer|automated|system|robot|bounce|auto[-._]?(?:confirm|mail)|updates?)(?:[-+._].*)?@|[-._+](?:noreply|no-reply|donotreply)@",
    re.IGNORECASE,
)
READ_RECEIPT = re.compile(
    r"^\W*(?:read|not read|read receipt|return receipt \(displayed\)|leído|lido|lu|gelesen|letto|"
    r"прочитано|已读|已讀|開封済み|읽음)\s*[:：]",
    re.IGNORECASE,
)
