"""The application form as filled: the person's language beside the Chinese that the office reads."""

from collections.abc import Callable
from functools import partial

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from kiosk.contract.application import Application, MaterialAnswer
from kiosk.documents.answers import in_words
from kiosk.documents.blocks import aside, facts, gap, headed, heading, label, paragraph, titled, together
from kiosk.documents.sheet import BODY, sheet
from kiosk.documents.signature import signed
from kiosk.languages.dates import date_words
from kiosk.languages.isolates import isolate, ltr
from kiosk.languages.language import Language
from kiosk.languages.messages import text
from kiosk.matters.conditions import Answer, standing
from kiosk.matters.form import visible_fields, visible_pages
from kiosk.matters.model import FormField, PublishedMatter

# Labels are questions here, and stand in two languages.
_LABEL = 66 * mm


def form(
    application: Application, published: PublishedMatter, *, signature_png: bytes | None, language: Language
) -> bytes:
    """See sheets.Papers.form."""
    both = _Both(published, language)
    story: list[Flowable] = titled(
        f"{published.text(language, 'name')} · {text(language, 'papers_form_title')}",
        f"{published.text('zh', 'name')} · {text(Language.CHINESE, 'papers_form_title')}",
        language,
    )
    story.append(
        facts(
            [
                (
                    both.said("papers_application_number"),
                    paragraph(ltr(application.number), language, BODY.but(bold=True)),
                ),
                (both.said("papers_applicant"), paragraph(isolate(application.applicant.name), language)),
                (both.said("papers_id_number"), paragraph(ltr(application.applicant.id_number), language)),
            ],
            language,
            label_width=_LABEL,
        )
    )
    story += both.section(
        "papers_form_components",
        [
            (both.label(f"component.{key}.name"), both.words(f"component.{key}.department"))
            for key in application.components
        ],
    )
    questions = [one for one in published.matter.questions if one.key in application.guide]
    story += both.section(
        "papers_form_situation",
        [
            (both.label(f"question.{one.key}.title"), both.words(f"question.{one.key}.{application.guide[one.key]}"))
            for one in questions
        ],
    )
    given: dict[str, Answer] = {**application.guide, **application.answers}
    known = standing(published.matter, given)
    for page in visible_pages(published.matter, given):
        rows = [
            (both.label(f"field.{one.key}.label"), both.answer(partial(_written, published, one, known.get(one.key))))
            for one in visible_fields(page, known)
        ]
        story += both.headed(both.heading(f"page.{page.key}.title"), rows)
    story += both.section(
        "papers_form_materials",
        [
            (both.label(f"material.{one.material}.name"), both.answer(partial(_way, one)))
            for one in application.materials
        ],
    )
    if published.matter.signature:
        story.append(together(gap(8), signed(signature_png, application.submitted_at, language)))
    title = f"{published.text(language, 'name')} · {text(language, 'papers_form_title')}"
    return sheet(story, title=title, language=language, foot=[ltr(application.number)])


def _written(published: PublishedMatter, field: FormField, answer: Answer | None, language: Language) -> str:
    return "—" if answer is None else in_words(published, field, answer, language)


def _way(answer: MaterialAnswer, language: Language) -> str:
    due = date_words(answer.due, language) if answer.due else ""
    return text(language, f"papers_way_{answer.way}", due=due)


class _Both:
    """Words of a matter in the person's language, and in Chinese below where that is another one."""

    def __init__(self, published: PublishedMatter, language: Language) -> None:
        self._published = published
        self._language = language

    def said(self, message: str) -> list[Flowable]:
        return label(text(self._language, message), self._language, text(Language.CHINESE, message))

    def label(self, key: str) -> list[Flowable]:
        return label(self._published.text(self._language, key), self._language, self._published.text("zh", key))

    def words(self, key: str) -> list[Flowable]:
        return self._pair(self._published.text(self._language, key), self._published.text("zh", key))

    def answer(self, written: Callable[[Language], str]) -> list[Flowable]:
        return self._pair(written(self._language), written(Language.CHINESE))

    def section(self, message: str, rows: list[tuple[list[Flowable], list[Flowable]]]) -> list[Flowable]:
        title = heading(text(self._language, message), self._language, text(Language.CHINESE, message))
        return self.headed(title, rows)

    def heading(self, key: str) -> list[Flowable]:
        return heading(self._published.text(self._language, key), self._language, self._published.text("zh", key))

    def headed(self, title: list[Flowable], rows: list[tuple[list[Flowable], list[Flowable]]]) -> list[Flowable]:
        return headed(title, rows, self._language, label_width=_LABEL) if rows else []

    def _pair(self, own: str, chinese: str) -> list[Flowable]:
        found: list[Flowable] = [paragraph(own, self._language)]
        if own != chinese:
            found.append(aside(chinese, self._language))
        return found
