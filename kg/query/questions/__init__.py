"""Questions in words: which named query answers them, with which parameters. The words and forms are data in `queries/`."""

from kg.query.questions.answer import Match, NoMatch, answer_question, language_of
from kg.query.questions.forms import Example, Form, examples, question_forms
from kg.query.questions.things import Things, things

__all__ = [
    "Example",
    "Form",
    "Match",
    "NoMatch",
    "Things",
    "answer_question",
    "examples",
    "language_of",
    "question_forms",
    "things",
]
