package diff

// stopWords are English function words. They say little about which sentence
// is which, and a single one between two changed stretches is no reason to
// read them as two edits. Negations are not among them.
var stopWords = wordSet(`
a an the this that these those
and or but nor so yet if than then as because while although though
of in on at to for from by with about into over after before between under during through against upon within without
is are was were be been being am has have had having do does did will would can could may might shall should must
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs
who whom whose which what when where how why there here
also just only very too such some any each all both more most other`)
