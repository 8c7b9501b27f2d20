"""A territory around a person's own list: what must be known of where it is, asked for first."""

from __future__ import annotations

from collections.abc import Callable

from planner.starter import OwnList
from planner.starter.answers import Question, basics_of, questions_of
from planner.web.page import controls
from planner.web.page.frame import View, reload
from planner.web.page.messages import Dialog
from planner.web.page.starting import begin_here


def ask_where(view: View, own: OwnList) -> None:
    """A dialog with a field for everything that must be known, filled with what is guessed."""
    questions = questions_of(own)
    answers = {each.key: each.guess.value for each in questions if each.guess is not None}

    async def begin() -> None:
        basics = None

        async def deed() -> None:
            nonlocal basics
            basics = basics_of(questions, answers)
            await begin_here(view.workspace, basics, own)

        if await view.attempt(deed):
            opened.close()
            reload()

    with Dialog("Where is this territory?") as opened:
        controls.text(
            "p",
            "What is filled in is guessed from the list. Correct what is wrong: hours, holidays "
            "and drives depend on it.",
        )
        for question in questions:
            controls.entry(question.words, answers.get(question.key, ""), _kept(answers, question))
            because = question.guess.because if question.guess else "The list does not say it"
            controls.text("p", f"{because}.", "dim")
        with controls.box("div", "row"):
            controls.button("Begin with this", begin, "primary")
            controls.button("Cancel", opened.close)
    opened.open()


def _kept(answers: dict[str, str], question: Question) -> Callable[[str], None]:
    def keep(text: str) -> None:
        answers[question.key] = text

    return keep
