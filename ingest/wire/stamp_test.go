package wire

import (
	"fmt"
	"strings"
	"testing"
)

func TestStamps(t *testing.T) {
	for _, test := range []struct{ text, lang, want string }{
		{"Posted on May 3, 2021 by Ana Ruiz", "en", "2021-05-03"},
		{"3 May 2021, updated 4 May 2021", "en", "2021-05-03 +2021-05-04"},
		{"Last Updated ( Thursday, 08 April 2010 09:30 )", "en", "+2010-04-08"},
		{"Mon, 05/04/2021 - 10:32", "en", "2021-05-04"},
		{"05/04/2021", "en-GB", "2021-04-05"},
		{"13/04/2021", "", "2021-04-13"},
		{"30.01.2022, 10.15 Uhr", "de", "2022-01-30"},
		{"Stand: 3. März 2022", "de", "+2022-03-03"},
		{"Publié le 1er mai 2021 à 08h22, mis à jour le 14 mai 2021 à 11h05", "fr", "2021-05-01 +2021-05-14"},
		{"3 de mayo de 2021", "es", "2021-05-03"},
		{"2021年05月14日 08:22", "zh", "2021-05-14"},
		{"2021년 5월 3일", "ko", "2021-05-03"},
		{"14 мая 2021", "ru", "2021-05-14"},
		{"3 مايو 2021", "ar", "2021-05-03"},
		{"18 Aug 2022, 2:05 PM BST", "en", "2022-08-18T14:05:00+01:00"},
		{"11:20 AM EDT, May 1, 2024", "en", "2024-05-01T11:20:00-04:00"},
		{"May 1, 2024 at 12:05 a.m. (GMT)", "en", "2024-05-01T00:05:00Z"},
		{"May 1, 2024 at 25:05 GMT", "en", "2024-05-01"},
		{"31.02.2021", "de", ""},
		{"Version 10.4.2021.3 of 12021-01-01", "en", ""},
		{"Chapter 3 of May 2021", "en", "2021-05-03"},
		{"no digits", "en", ""},
	} {
		var got []string
		for _, s := range Stamps(test.text, test.lang) {
			mark := map[bool]string{true: "+"}[s.Later]
			got = append(got, mark+s.Time.String())
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: got %q, want %q", test.text, strings.Join(got, " "), test.want)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"By Ana Ruiz": "Ana Ruiz",
		"by Ana Ruiz and Raj Patel | May 3, 2021 12:01 PM":      "Ana Ruiz and Raj Patel",
		"By Ana Ruiz @anaruiz Nov 18, 2019 at 9:24 pm":          "Ana Ruiz",
		"Written by Ana Ruiz, MD on November 14, 2019":          "Ana Ruiz, MD",
		"Von Jutta Behr 30.01.2022, 10.15 Uhr":                  "Jutta Behr",
		"Par Claire Morel, le 14 mai 2021":                      "Claire Morel",
		"Posted by Pete Lowe at 7:44 PM":                        "Pete Lowe",
		"Submitted by Kim Adler on Sun, 10/27/2013 - 10:32":     "Kim Adler",
		"Текст: Лида Орлова":                                    "Лида Орлова",
		"记者 李明":                                                 "李明",
		"By the time help came, it was too late":                "",
		"By air and by sea":                                     "",
		"Von der Leyen besucht Arden":                           "",
		"Ana Ruiz":                                              "",
		"By Monday the water had risen.":                        "",
		"By " + strings.Repeat("Ana ", maxNamesBytes) + "Ruiz.": "",
	} {
		if got, ok := Names(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
}

func TestForeignFurniture(t *testing.T) {
	for text, want := range map[string]bool{
		"Lesen Sie auch:": true,
		"ANZEIGE":         true,
		"Lire aussi :":    true,
		"Il vous reste 72 % de cet article à lire.": true,
		"相关新闻：":                                true,
		"【编辑:李明】":                              true,
		"جميع الحقوق محفوظة":                   true,
		"Anzeigen gingen bei der Polizei ein.": false,
		"Lire est un plaisir.":                 false,
	} {
		if got := Furniture(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
	if n, ok := Pointer("Lesen Sie auch: Was zu tun ist"); !ok || n != len("Lesen Sie auch: ") {
		t.Errorf("pointer of %d bytes, %v", n, ok)
	}
}

// FuzzStamps holds that what is found lies in the line, in order and apart, and
// that names are a part of theirs.
func FuzzStamps(f *testing.F) {
	for _, s := range []string{"May 3, 2021 by A B", "1.2.2021 2.3.2022", "2021年05月14日", "Von Jutta Behr 30.01.2022", "2021-01-0112-01-2021"} {
		f.Add(s, "de")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		at := 0
		for _, st := range Stamps(s, lang) {
			if st.From < at || st.To <= st.From || st.To > len(s) || st.Time.IsZero() {
				t.Fatal(fmt.Sprint(st, at))
			}
			at = st.To
		}
		if names, ok := Names(s); ok && (!strings.Contains(s, names) || len(names) > maxNamesBytes) {
			t.Fatalf("%q is not in %q", names, s)
		}
	})
}
