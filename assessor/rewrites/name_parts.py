"""What the name of an indicator is made of: action, object, aspect, measure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParts:
    """A parsed name; each part is ``""`` where the name has none.

    ``提升职工技能素质`` gives action 提升 (an aim), object 职工技能, aspect 素质; ``劳模的获得感``
    object 劳模, aspect 获得感; ``困难职工慰问金发放及时率`` object 困难职工慰问金发放, measure 及时率;
    ``举办职工运动会`` action 举办 (no aim), object 职工运动会; ``是否有利于改善村容村貌`` action 改善,
    object 村容村貌, aspect_class environment.

    Attributes
    ----------
    text
        Name without blanks, numbering, bracketed additions, target and 情况/程度 at its end.
    action
        Verb that governs the object: 提升, 加大, 开展, 举办; without adverbs.
    is_aim
        The action is an aim (提升, 促进, 保障) and no act (举办, 购置, 修缮).
    object
        Fluent noun phrase that the row is about, the group of people included, without action,
        degree words, aspect and measure: it can stand before 满意度 or 覆盖率.
    group
        People at the head of the object: 职工, 受益群众, 参训教师.
    aspect
        Attribute of the object: 获得感, 素质, 意识, 环境, 秩序; ``""`` although ``aspect_class`` is
        set where the attribute is a thing that can be counted and stays in the object: 农村人居环境.
    aspect_class
        Class of the aspect in ``lexicons/aspects.yaml``: awareness, ability, service,
        environment, order, feeling, atmosphere, influence, mechanism, income, development,
        efficiency, operation, safety, quality, cost, welfare, ...
    measure
        Measure that ends the name: 合格率, 人数, 完成时间, 满意度.
    pieces
        Where the name joins several things that must be measured apart: each of them as a name
        of its own, what they share completed (知晓率、满意度 of 政策知晓率、满意度 gives
        政策知晓率 and 政策满意度); ``()`` for one thing.
    """

    text: str
    action: str = ""
    is_aim: bool = False
    object: str = ""
    group: str = ""
    aspect: str = ""
    aspect_class: str = ""
    measure: str = ""
    pieces: tuple[str, ...] = ()
