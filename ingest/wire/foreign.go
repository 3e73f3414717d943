package wire

import (
	"strings"

	"github.com/newsarc/newsarc/ingest"
)

// pointers open lines that lead to other stories, in the languages that the web
// reads most after English.
var pointers = ingest.Regexp(`(?i)^[\[(»>*•▶➤\s]*(?:` + strings.Join([]string{
	`lesen sie (?:auch|hier|mehr)|lies auch|mehr zum thema|mehr dazu|zum thema|das könnte (?:sie|dich) (?:auch )?interessieren|auch interessant|weitere (?:artikel|nachrichten|meldungen|themen)|meistgelesen`, // German
	`(?:à )?(?:lire|voir|écouter) (?:aussi|également|notre|la suite)|sur le même (?:sujet|thème)|en savoir plus|articles? (?:liés?|similaires?|recommandés?)|les plus lus`,                                     // French
	`(?:te|le) (?:puede|podría) interesar|(?:lee|lea|mir[aá]|ve[ar]?|seguí|sigue) (?:también|leyendo|además|más)|(?:noticias|notas|artículos) relacionad[oa]s|en otras noticias|lo más (?:leído|visto)`,        // Spanish
	`leia (?:também|mais)|veja (?:também|mais)|saiba mais|(?:notícias|matérias) relacionadas|mais lidas`,                                                                                                       // Portuguese
	`leggi anche|potrebbe interessarti|(?:articoli|notizie) correlat[ie]`,                                                                                                                                      // Italian
	`lees (?:ook|meer)|les (?:også|mer)|läs (?:också|mer|även)|læs også|lue (?:myös|lisää)`,                                                                                                                    // Dutch and the Nordic languages
	`(?:przeczytaj|czytaj|zobacz) (?:też|także|również|więcej)|čtěte také|přečtěte si|olvassa el|kapcsolódó cikkek`,                                                                                            // Polish, Czech, Hungarian
	`(?:читайте|читать|смотрите) (?:также|ещё|еще|по теме|далее)|(?:материалы )?по теме|другие новости|читайте також`,                                                                                          // Russian, Ukrainian
	`(?:ये|यह) भी (?:पढ़ें|पढ़ें|देखें)|आगे पढ़ें|আরও পড়ুন`,                                                                                                                                                   // Hindi, Bengali
	`ilgili haber(?:ler)?|ayrıca (?:bakınız|okuyun)|baca juga|xem thêm|đọc thêm`,                                                                                                                               // Turkish, Indonesian, Vietnamese
	`(?:اقرأ|إقرأ|شاهد) (?:أيضا|أيضًا|أيضاً|المزيد|ايضا)|مواضيع ذات صلة|الأكثر قراءة|קראו (?:גם|עוד)|עוד בנושא`,                                                                                                // Arabic, Hebrew
	`(?:相关|相關|推荐|推薦|延伸|更多)(?:新闻|新聞|阅读|閱讀|文章|链接|报道|報導)|(?:関連|おすすめ|あわせて読みたい)(?:記事|ニュース|リンク|トピックス)?|(?:관련|추천)\s?(?:기사|뉴스)`,                                                                                        // Chinese, Japanese, Korean
}, `|`) + `)[\s:：|–—»>…-]*`)

// foreignFurniture are whole lines that belong to pages.
var foreignFurniture = ingest.Regexp(`(?i)^\W*(?:` + strings.Join([]string{
	`anzeige|werbung|publicité|annonce|publicidad|publicidade|pubblicità|advertentie|annons|reklama?|mainos|реклама|reklam|iklan|إعلان|פרסומת|广告|廣告|広告|광고`,
	`il vous reste .{1,20}à lire.{0,20}|(?:la suite|cet article) est réservée? (?:aux|à nos) abonnés.{0,40}|teilen|drucken|partager|imprimer|compartir|compartilhar|condividi|поделиться|شارك|分享|공유`,
	`(?:alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|все права защищены|جميع الحقوق محفوظة|版权所有|版權所有|無断転載).{0,80}`,
	`(?:quelle|fuente|fonte|bron|źródło|zdroj|kilde|källa|источник|kaynak|来源|來源|출처)\s?[:：].{2,60}|(?:©|ⓒ|\(c\)).{0,40}(?:riproduzione riservata|무단.{0,20}금지)`,
	`[【\[(（](?:责任编辑|编辑|責任編輯|編輯|责编|记者)\s*[:：].{1,30}[】\])）]`,
}, `|`) + `)\W*$`)

// Pointer reports whether a line in another language than English opens as those
// do that lead to other stories, and how much of it that opening is, in bytes.
func Pointer(s string) (n int, ok bool) {
	at := pointers().FindStringIndex(s)
	if at == nil {
		return 0, false
	}
	return at[1], true
}

// foreign reports whether a line is furniture in another language than English.
func foreign(s string) bool {
	if n, ok := Pointer(s); ok && n == len(s) {
		return true
	}
	return len(s) <= 160 && foreignFurniture().MatchString(s)
}
