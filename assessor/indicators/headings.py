"""Projects named by the headings above tables and lists, where no 项目名称 names them."""

import re

from assessor.indicators.values import clean_cell, is_level1, is_level2
from assessor.text.normalise import normalise

_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十\d]{1,3}[部分章节、\s]+|附?[件表]\s*[\d一二三四五六七八九十]{1,3}(?:-\d+)?|附[件表]\s*[:：、.]?|"
    r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s*[、.．)）:：]\s*|项目\s*[一二三四五六七八九十\d]{1,3}\s*[:：、]\s*)+"
)
PROJECT_LINE = re.compile(
    r"^\s*(?:预算|支出)?项目\s*[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s*[:：、.．\s]\s*([^。；;，,]{2,40})$"
)
_YEAR = re.compile(r"^.{0,30}?20\d\d\s*年度?[)）]?\s*")
_FORM = re.compile(
    r"(?:区域)?(?:预算)?(?:项目)?(?:支出)?(?:预算)?(?:整体)?绩效(?:目标|指标|自评|自我评价|评价|监控)(?:及指标)?"
    r"(?:申报|批复|自评|公开|设置|情况|完成情况|评分)*(?:表|报告)?\s*(?:[(（][^()（）]{0,20}[)）])?$"
)
_CHAPTER = re.compile(
    r"(?:情况|分析|概况|问题|措施|结论|评价|建议|成效|做法|依据|说明|目标|指标|表|报告|解释|部分|安排|设置|信息|内容|"
    r"绩效|职责|职能|机构|目录|总体要求|组织实施|概述|要求|程序|方法|过程|结果|附件|公开|构成|单位)$"
)
_UNIT = re.compile(
    r"(?:局|委员会|政府|办公室|办事处|本级|机关|学校|医院|支队|大队|街道|乡|镇|处|厅|部)$"
)
_WHOLE = re.compile(r"(?:部门|单位)?整体(?:支出)?$")
_GENERAL = re.compile(
    r"^(?:项目|支出|部门|单位|财政|预算|专项|市级|县级|区级|省级|本级|中央|地方|年度|重点|整体|特定目标类|资金)*$"
)
_PROJECT_END = re.compile(r"(?:项目|经费|补助|补贴|津贴|工程|专项|资金|奖补)$")
_STOP = re.compile(r"[。；;！？!?，,]")
_LONGEST = 40


def project_in_heading(text: str) -> str:
    """Return the project that a heading names, ``""`` if it names a chapter, unit or form.

    Examples
    --------
    >>> project_in_heading("（一）高龄津贴")
    '高龄津贴'
    >>> project_in_heading("三、绩效目标完成情况")
    ''
    """
    if line := PROJECT_LINE.match(text.strip()):
        text = line.group(1)
    name = _YEAR.sub("", _NUMBERING.sub("", normalise(clean_cell(text)).strip()))
    printed = clean_cell(text).strip()[-len(name) :] if name else ""
    form = _FORM.search(name)
    name, printed = (name[: form.start()], printed[: form.start()]) if form else (name, printed)
    name, printed = name.strip(" :：-—"), printed.strip(" ：:-—")
    if not 2 <= len(name) <= _LONGEST or _STOP.search(name) or _GENERAL.match(name):
        return ""
    if _UNIT.search(name) or _WHOLE.search(name) or is_level1(name) or is_level2(name):
        return ""
    if _CHAPTER.search(name) and not _PROJECT_END.search(name):
        return ""
    return printed


def names_project(line: str) -> bool:
    """Whether a plain line above a table reads as the name of a project."""
    plain = line.strip()
    return bool(_PROJECT_END.search(plain)) and bool(project_in_heading(plain))
