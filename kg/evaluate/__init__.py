"""How good an extraction is: facts in the form of gold sets, what scores them, and what was left unread.

```
gold, stored       an extraction, or a store, in the JSON-lines form of gold
gold_sets, claims  gold sets and the lines of a system, read
vocabulary, names  what counts as the same (data/gold/vocabulary.toml)
likeness, matching, align
                   which gold entity a name of a system stands for
compare, implied   one claim against one gold fact, and what follows from gold
score, qualities, links
                   precision, recall, F1; qualifiers and entities; the same thing in several reports
evaluation, mistakes, sentences
                   strict and lenient figures, and each mistake by kind, in its sentence
report, figures, page
                   for a terminal, as JSON or rows, as HTML
completeness       sentences without a fact, numbers that the facts do not meet
```
"""
