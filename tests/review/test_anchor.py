"""Anchors find their words again."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Anchor, Span
from kg.review.anchor import Fit, Ground, bare

TEXT = (
    "9月4日，青山区质量月启动仪式在青山会堂举行，副区长李明出席并致辞。\n"
    "9月9日，云麓区质量月启动仪式在云麓会堂举行，副区长王新出席并致辞。\n"
    "随后，与会人员参观了质量成果展。活动共有22家企业参加，氛围热烈。\n"
)
CHINESE = st.text("区质量月启动仪式在会堂举行出席副长王李9月4日，。、 \n", min_size=0, max_size=30)


def anchor(text: str, start: int, end: int, context: int = 32) -> Anchor:
    """The anchor of a span of a text."""
    return Anchor("a", text[start:end], text[max(0, start - context) : start], text[end : end + context])


def of(words: str, text: str = TEXT) -> Anchor:
    """The anchor of the first place of some words."""
    start = text.index(words)
    return anchor(text, start, start + len(words))


def placed(text: str, found: Anchor) -> tuple[Fit, str]:
    """How and as what an anchor is found in a text."""
    place = Ground(text).place(found)
    return place.fit, text[place.span.start : place.span.end] if place.span else ""


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_an_anchor_is_found_after_edits_elsewhere(data):
    """Whatever is inserted or taken away beyond the surroundings, the words are found, and at their place."""
    middle = data.draw(st.text("质量月启动仪式在会堂举行", min_size=1, max_size=20))
    near = [data.draw(st.text("甲乙丙丁戊己庚辛", min_size=12, max_size=12)) for _ in range(2)]
    before, after = (data.draw(CHINESE) for _ in range(2))
    text = before + near[0] + middle + near[1] + after
    start = len(before) + 12
    found = anchor(text, start, start + len(middle), context=12)
    edited = data.draw(CHINESE) + near[0] + middle + near[1] + data.draw(CHINESE)
    place = Ground(edited).place(found)
    assert place.fit is Fit.EXACT
    assert place.span
    assert edited[place.span.start : place.span.end] == middle
    assert edited[: place.span.start].endswith(near[0])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(TEXT) - 8), st.integers(4, 30), st.integers(0, 10**6))
def test_white_space_never_counts(start, length, seed):
    """Line breaks and spaces come and go, inside the quote as well."""
    source = random.Random(seed)
    found = anchor(TEXT, start, min(len(TEXT), start + length))
    if not bare(found.exact):
        return
    text = "".join(c + source.choice(["", "", "", "\n", " ", "\u3000"]) for c in TEXT.replace("\n", ""))
    fit, words = placed(text, found)
    assert fit is Fit.EXACT
    assert bare(words) == bare(found.exact)


def test_of_several_places_that_with_the_same_surroundings():
    """The same words in two sentences are told apart by what stands beside them."""
    second = TEXT.rindex("出席并致辞")
    found = anchor(TEXT, second, second + 5)
    place = Ground("开头。" + TEXT).place(found)
    assert place.span == Span(second + 3, second + 8)


@pytest.mark.parametrize(
    ("old", "new", "words", "then"),
    [
        ("李明出席并致辞", "李明到会并致辞", "李明出席并致辞", "李明到会并致辞"),
        ("在青山会堂举行", "在青山大会堂隆重举行", "启动仪式在青山会堂举行", "启动仪式在青山大会堂隆重举行"),
        ("9月4日", "9月5日", "9月4日", "9月5日"),
        ("22家企业参加", "22家重点企业参加", "22家企业参加", "22家重点企业参加"),
    ],
)
def test_edited_words_are_found_between_their_neighbours(old, new, words, then):
    """An edit inside the quote moves its ends and is told."""
    assert placed(TEXT.replace(old, new), of(words)) == (Fit.CHANGED, then)


@pytest.mark.parametrize("words", ["李明", "22家企业参加", "青山区质量月启动仪式在青山会堂举行"])
def test_what_is_gone_is_missing(words):
    """A sentence that was taken out is not found in one of the same form."""
    sentences = [line for line in TEXT.splitlines(keepends=True) if words not in line]
    assert placed("".join(sentences), of(words))[0] is Fit.MISSING


def test_a_twin_of_a_lost_sentence_is_never_taken_for_the_sentence_itself():
    """Where a sentence of the very same form is left, its words may be offered, but as changed ones."""
    text = "".join(TEXT.splitlines(keepends=True)[1:])
    assert placed(text, of("9月4日")) == (Fit.CHANGED, "9月9日")


def test_a_short_quote_alone_is_not_enough():
    """The date of another sentence is another date."""
    assert placed("会议于9月4日召开，研究部署了各项任务。", of("9月4日")) == (Fit.MISSING, "")
    assert placed("会议于9月4日召开。", Anchor("a", "9月4日"))[0] is Fit.EXACT


def test_another_report_needs_the_very_surroundings():
    """What may count in another report than the named one is words and surroundings as they were."""
    found = of("李明出席并致辞")
    assert Ground("前言。" + TEXT).place_whole(found).fit is Fit.EXACT
    assert Ground(TEXT.replace("青山会堂", "青山礼堂")).place_whole(found).fit is Fit.MISSING
    assert Ground(TEXT).place_whole(Anchor("a", "9月4日")).fit is Fit.MISSING


def test_nothing_and_nowhere():
    """An empty text, or a quote of white space, is missing and no error."""
    assert Ground("").place(of("李明")).fit is Fit.MISSING
    assert Ground(TEXT).place(Anchor("a", " \n")).fit is Fit.MISSING


def test_the_sentence_of_a_quote():
    """From the mark before to the mark after; a single line break ends nothing."""
    text = "第一句。第二\n句有引文在此；第三句。"
    start = text.index("引文")
    span = Ground(text).sentence(Span(start, start + 2))
    assert text[span.start : span.end] == "第二\n句有引文在此；"


def test_time_grows_with_the_text():
    """A text ten times as long takes about ten times as long, also when every line is like the others."""

    def seconds(copies: int) -> float:
        text = "".join(f"第{i}项，{TEXT}" for i in range(copies))
        anchors = [of("李明出席并致辞"), of("9月4日"), of("参观了质量成果展")]
        changed = [Anchor("a", a.exact + "等若干事项", a.prefix, a.suffix) for a in anchors]
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            ground = Ground(text)
            for one in (*anchors, *changed):
                ground.place(one)
            best = min(best, time.perf_counter() - started)
        return best

    assert seconds(1500) < 40 * seconds(150)
