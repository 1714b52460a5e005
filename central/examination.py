"""Whether an application is one that the published matter allows (受理前校验). The terminal checked it too; nobody has to believe it.

Dates are judged by the day on which the person submitted, for a terminal may have been offline for weeks.
"""

from central.problems import Refusal
from kiosk.contract.application import Application, MaterialAnswer
from kiosk.matters.checks import check_field
from kiosk.matters.form import findings
from kiosk.matters.guide import components, open_questions, stopped_by
from kiosk.matters.materials import automatic, wanted
from kiosk.matters.model import FieldType, FormField, Material, PublishedMatter
from kiosk.matters.numbers import is_receipt_number

# A wrong clock is no reason to refuse; a year with which no age can be counted is.
_EARLIEST, _LATEST = 1900, 9000
_ID_NUMBER = FormField(key="id_number", type=FieldType.ID_NUMBER)
_NAME = FormField(key="name", type=FieldType.NAME)


def examine(application: Application, published: PublishedMatter) -> None:
    """Raises Refusal 422 that names the first member that is wrong, never its value."""
    matter = published.matter
    day = application.submitted_at
    if day.tzinfo is None:
        raise _wrong("submitted_at", "时间没有时区")
    if not _EARLIEST <= day.year <= _LATEST:
        raise _wrong("submitted_at", "时间不可能")
    if not is_receipt_number(application.number):
        raise _wrong("number", "回执编号校验位不对")
    if fault := check_field(_ID_NUMBER, application.applicant.id_number, day):
        raise _wrong("applicant.id_number", fault.code)
    if application.applicant.evidence == "typed" and (fault := check_field(_NAME, application.applicant.name, day)):
        raise _wrong("applicant.name", fault.code)

    given = {**application.guide, **application.answers}
    questions = {question.key: question for question in matter.questions}
    for key, answer in application.guide.items():
        if key not in questions or answer not in questions[key].options:
            raise _wrong(f"guide.{key}", "没有这个问题或选项")
    for question in open_questions(matter, given):
        if question.key not in application.guide:
            raise _wrong(f"guide.{question.key}", "没有回答")
    if stopped := stopped_by(matter, given):
        raise _wrong(f"guide.{stopped[0].key}", "这种情形不能在终端办理")
    if strange := application.answers.keys() - {one.key for one in matter.fields}:
        raise _wrong(f"answers.{min(strange)}", "表单没有这一项")
    vouched = [key for key, source in application.sources.items() if source == "card"]
    for key, fault in findings(matter, given, day, vouched=vouched).items():
        raise _wrong(f"answers.{key}", fault.code)
    if set(application.components) != {component.key for component in components(matter, given)}:
        raise _wrong("components", "组成事项与情形不符")

    answers = {answer.material: answer for answer in application.materials}
    if len(answers) != len(application.materials):
        raise _wrong("materials", "同一材料出现两次")
    asked = {material.key: material for material in wanted(matter, given)}
    if strange := answers.keys() - asked.keys():
        raise _wrong(f"materials.{min(strange)}", "不需要这份材料")
    for key, material in asked.items():
        if key in answers:
            _examine_material(material, answers[key])
        elif material.required and automatic(material) is None:
            raise _wrong(f"materials.{key}", "缺少材料")
    if any(answer.way == "promised" for answer in answers.values()) and application.commitment is None:
        raise _wrong("commitment", "缺少告知承诺书")
    if matter.signature and application.signature is None:
        raise _wrong("signature", "缺少签名")


def _examine_material(material: Material, answer: MaterialAnswer) -> None:
    field = f"materials.{material.key}"
    itself = automatic(material)
    if (answer.way != itself) if itself else answer.way in ("card", "form"):
        raise _wrong(field, "这份材料不能这样提交")
    if answer.way == "held" and material.held_kind is None:
        raise _wrong(field, "平台不存有这类材料")
    if answer.way == "captured" and not answer.attachments:
        raise _wrong(field, "没有附上拍摄件")
    if answer.way == "promised" and not (material.deferrable and answer.due):
        raise _wrong(field, "这份材料不能容缺，或没有补交日期")


def _wrong(field: str, detail: str) -> Refusal:
    return Refusal(422, "application-invalid", "申请不符合事项要求", detail=detail, field=field)
