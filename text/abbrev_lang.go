package text

import (
	"strings"
	"sync"
)

// languages maps a primary language subtag to what is known of it. Others are
// read with the rules of English, whose abbreviations do them little harm.
var languages = map[string]func() *language{
	"en": english, "de": german, "fr": french, "es": spanish, "it": italian, "pt": portuguese, "nl": dutch,
	"da": ordinal, "nb": ordinal, "no": ordinal, "nn": ordinal, "fi": ordinal, "cs": ordinal, "sk": ordinal,
	"pl": ordinal, "hu": ordinal, "hr": ordinal, "sl": ordinal, "et": ordinal, "is": ordinal,
}

func languageOf(tag string) *language {
	tag, _, _ = strings.Cut(tag, "-")
	if l := languages[strings.ToLower(tag)]; l != nil {
		return l()
	}
	return english()
}

// ordinal stands for the languages of which only this is known: they write
// ordinal numbers with a period.
var ordinal = sync.OnceValue(func() *language {
	return &language{abbrev: english().abbrev, starters: map[string]bool{}, says: map[string]bool{}, ordinals: true}
})

var german = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title: `Dr Prof Hr Hrn Fr Frl St Nr Nrn Art Abs Bd Kap S Abb Tab vgl Vgl bzw ca z.B z.b d.h u.a o.ä i.d.R v.a z.T u.U i.A
			zzgl inkl exkl sog Sog evtl ggf geb gest verh Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez Dipl Ing Gen Oberst Hptm
			Mio Mrd Tsd max min Max Min mind Chr`,
			suffix: `usw etc Co Inc Ltd jun sen e.V Str Ges Abt Anm Aufl Hrsg u`,
			street: `str`,
		}),
		starters: set(`der die das ein eine einer eines dem den er sie es wir ihr ich man in im am an auf aus bei mit nach von vor zu zum zur
		aber auch als da damit dann dabei dafür dagegen danach daher denn dennoch deshalb dies diese dieser dieses doch für gegen hier
		jetzt jedoch nun nur noch ob obwohl ohne seit so sondern trotz über um und unter wann warum was weil wenn wer wie wo während zwar`),
		says:     set(`sagte fragte rief meinte schrieb erklärte sagt fragt`),
		ordinals: true,
	}
})

var french = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title:   `M MM Mgr Me Dr Pr St Ste av apr env cf ex p.ex vs Gal Col Cdt Cap Lt`,
			counted: `p pp art vol chap fig janv févr avr juil sept oct nov déc`,
			suffix:  `etc Cie Inc Ltd Corp bd al`,
		}),
		starters: set(`le la les l un une des il elle ils elles on nous vous je ce cet cette ces c'est dans en à au aux avec après avant
		mais et ou où donc or ni car pour par sur sous selon si quand lorsque depuis pendant d'après son sa ses leur leurs qui que qu'est
		comme alors ainsi enfin puis aussi toutefois cependant pourtant`),
		says: set(`dit demande répond lance a-t-il a-t-elle demandait`),
	}
})

var spanish = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title:   `Sr Sra Srta Sres Dr Dra Dres D Da Dña Prof Profa Lic Ing Gral Gen Cnel Cap Tte Mons Fr St Sto Sta p.ej vs av Av Avda`,
			counted: `núm Núm pág págs art art vol cap fig n.º ene feb mar abr jun jul ago sept oct nov dic`,
			suffix:  `etc Cía Inc Ltd Corp S.A S.L EE.UU ee.uu Ud Uds a.m p.m a.C d.C`,
		}),
		starters: set(`el la los las un una unos unas él ella ellos ellas yo nosotros se lo le les en de del al a con por para sin sobre
		tras desde hasta según pero y o ni que quien cuando donde como si no sí ya también además sin embargo mientras esto esta este estos
		estas ese esa eso su sus mi tu hay fue es era ha`),
		says: set(`dijo preguntó afirmó señaló respondió exclamó`),
	}
})

var italian = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title:   `Sig Sigg Dott dott sig Dr Prof On Sen Gen Col Cap Ten Ing Avv Arch Mons S Ss v vs cfr Cfr es p.es`,
			counted: `n nn p pp pag pagg art artt vol cap fig gen feb mar apr giu lug ago set sett ott nov dic`,
			suffix:  `ecc S.p.A S.r.l Inc Ltd Corp a.C d.C tel`,
		}),
		starters: set(`il lo la i gli le un uno una l in di da a al con su per tra fra ma e o che chi quando dove come se non anche dopo prima
		secondo questo questa questi queste quello suo sua loro ha è era sono si poi così infatti tuttavia mentre`),
		says: set(`disse chiese ha dice chiede rispose`),
	}
})

var portuguese = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title:   `Sr Sra Srta Dr Dra Prof Profa Eng Gen Cel Cap Ten Exmo Exma Dom St Sto Sta Av R vs p.ex`,
			counted: `n nº núm p pp pág págs art vol cap fig jan fev mar abr mai jun jul ago set out nov dez`,
			suffix:  `etc Cia Ltda Inc Ltd Corp S.A a.C d.C`,
		}),
		starters: set(`o a os as um uma uns umas ele ela eles elas eu nós em no na nos nas de do da dos das com por para sem sobre após desde
		até segundo mas e ou que quem quando onde como se não sim já também além enquanto isto isso este esta esse essa seu sua há foi é era`),
		says: set(`disse perguntou afirmou respondeu`),
	}
})

var dutch = sync.OnceValue(func() *language {
	return &language{
		abbrev: abbreviations(map[class]string{
			title:   `dhr Dhr mevr Mevr mw Mw dr drs ir ing mr prof ds St Dr Prof d.w.z o.a m.b.t bijv bv vgl ca jl i.v.m t.a.v`,
			counted: `nr nrs blz p art vol fig jan feb mrt apr jun jul aug sep sept okt nov dec`,
			suffix:  `enz etc e.d Inc Ltd Corp B.V N.V v.Chr`,
		}),
		starters: set(`de het een hij zij ze wij we ik jij je u er in op aan bij met na van voor naar uit om maar en of ook als dan dat die dit
		deze daar daarom hier nu nog niet geen volgens toen wanneer waarom wat wie waar hoe terwijl sinds tijdens door`),
		says: set(`zei vroeg zegt vraagt riep`),
	}
})
