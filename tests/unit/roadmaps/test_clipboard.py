"""What Word, Excel, LibreOffice and browsers put on the clipboard: shapes of theirs, texts of ours."""

from __future__ import annotations

import pytest

from app.services.errors import UserError
from app.services.roadmaps.clipboard_reader import open_clipboard, preview_clipboard
from app.services.roadmaps.importing import preview_of
from app.services.roadmaps.rows import ReadOptions, RoadmapPreview

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><title>Лишний заголовок</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:"Cambria Math";} p.MsoNormal {margin:0cm;} --></style>
</head><body lang=RU style='tab-interval:35.4pt'><!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center'><b><span
 style='font-size:14.0pt'>ДОРОЖНАЯ КАРТА<o:p></o:p></span></b></p>
<p class=MsoNormal align=center style='text-align:center'><b>по поддержке школ Заречного
района на 2026&#8211;2027&nbsp;годы<o:p></o:p></b></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>
 <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>
  <td width=47 valign=top><p class=MsoNormal>№ п/п<o:p></o:p></p></td>
  <td width=250 valign=top><p class=MsoNormal>Наименование мероприятия<o:p></o:p></p></td>
  <td><p class=MsoNormal>Сроки<o:p></o:p></p></td><td><p class=MsoNormal>Ответственные<o:p></o:p></p></td>
  <td><p class=MsoNormal>Результат<o:p></o:p></p></td>
 </tr>
 <tr><td colspan=5 valign=top><p class=MsoNormal><b>1. Подготовка к&nbsp;работе<o:p></o:p></b></p></td></tr>
 <tr>
  <td><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
  style='mso-list:Ignore'>1.1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>
<o:p>&nbsp;</o:p></p></td>
  <td><p class=MsoNormal>Собрать сведе&shy;ния о&nbsp;школах:<o:p></o:p></p>
   <p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
 style='font-family:Symbol'><span
   style='mso-list:Ignore'>&middot;<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span>
<![endif]>о
   кадрах;<o:p></o:p></p>
   <p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
 style='font-family:Symbol'><span
   style='mso-list:Ignore'>&middot;<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span>
<![endif]>об
   оснащении<o:p></o:p></p></td>
  <td rowspan=2><p class=MsoNormal>октябрь<br>2026&nbsp;г.<o:p></o:p></p></td>
  <td rowspan=2><p class=MsoNormal>Отдел образования<o:p></o:p></p></td>
  <td><p class=MsoNormal><del cite="mailto:x"><span>Письмо</span></del><ins cite="mailto:x">Справка</ins><o:p></o:p></p></td>
 </tr>
 <tr>
  <td><p class=MsoNormal>1.2.<o:p></o:p></p></td><td><p class=MsoNormal>Назначить кураторов<o:p></o:p></p></td>
  <td><table><tr><td><p>Приказ</p></td><td><p>отдела</p></td></tr></table></td>
 </tr>
</table><!--EndFragment--></body></html>"""

EXCEL = """Version:1.0
StartHTML:0000000222
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\\,";}
.xl65 {mso-number-format:"\\@"; white-space:normal;} --></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=700 style='border-collapse:collapse'>
<!--StartFragment-->
 <col width=40><col width=300 style='mso-width-source:userset'>
 <tr height=20><td colspan=4 height=20 class=xl65>План мероприятий по оценке качества на 2026/2027 учебный год</td></tr>
 <tr height=20><td height=20 colspan=4 style='height:15.0pt;mso-ignore:colspan'></td></tr>
 <tr height=20><td height=20>№</td><td>Содержание<br style='mso-data-placement:same-cell;'>
    деятельности</td><td>Дата</td><td>Исполнители</td></tr>
 <tr height=20><td height=20 align=right x:num>1</td><td>Сверить списки</td><td class=xl65
 align=right>15.09.2026</td><td>ОО</td></tr>
 <tr height=20 style='display:none'><td>2</td><td>Скрытое дело</td><td>май</td><td>ОО</td></tr>
 <tr height=20><td height=20 align=right>3</td><td>Провести<span
 style='mso-spacerun:yes'>  </span>сверку</td><td>май</td><td></td></tr>
<!--EndFragment--></table></body></html>"""

LIBRE = """<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title>
<meta name="generator" content="LibreOffice 7.4 (Linux)"/>
<style type="text/css">@page { margin: 2cm } p { line-height: 115% }</style></head>
<body lang="ru-RU" dir="ltr">
<p align="center" style="margin-bottom: 0cm"><b>Дорожная карта школы на 2026 год</b></p>
<table width="100%" cellpadding="4" cellspacing="0"><colgroup><col width="8*"/></colgroup>
<thead><tr valign="top"><th><p><b>№</b></p></th><th><p><b>Мероприятия</b></p></th><th><p><b>Срок</b></p></th><th>
<p>Кто отвечает</p></th></tr></thead>
<tbody><tr><td colspan="4"><p><b>Работа с учителями</b></p></td></tr>
<tr valign="top"><td><ol><li><p></p></li></ol></td><td><p>Обсудить итоги:</p><ul><li><p>в 4 классах</p></li><li>
<p>в 5 классах</p></li></ul></td>
<td><p>август</p></td><td><p>Завуч</p></td></tr>
<tr valign="top"><td><ol start="2"><li><p></p></li></ol></td><td><p>Обучить <font color="#000000">экспертов</font></p></td>
<td><p>март</p></td><td><p>Методист</p></td></tr></tbody></table></body></html>"""

BROWSER = """<meta charset='utf-8'><h2 style="text-align: center;">План мероприятий («дорожная карта») на 2026 год</h2>
<div class="table-responsive"><table class="table"><tbody>
<tr><td><strong>№</strong></td><td><strong>Мероприятие</strong></td><td><strong>Сроки</strong></td><td>
<strong>Ответственные</strong></td></tr>
<tr><td>1<td>Разослать письма школам<td>до 15 октября<td>Специалист</tr>
<tr><td>2</td><td>Принять отчёты<script>var a = '<td>';</script></td><td>ежеквартально</td><td>Специалист
</table></div>"""


def _lines(preview: RoadmapPreview) -> list[tuple[str, ...]]:
    return [
        (line.number, line.text, line.deadline, line.responsible, line.result)
        for section in preview.tree.sections
        for line in section.lines
    ]


def test_word():
    preview = preview_clipboard(WORD)
    assert preview.tree.title == "ДОРОЖНАЯ КАРТА по поддержке школ Заречного района на 2026–2027 годы"
    assert [(s.number, s.title) for s in preview.tree.sections] == [("1.", "Подготовка к работе")]
    first = "Собрать сведения о школах:\n– о кадрах;\n– об оснащении"
    assert _lines(preview) == [
        ("1.1.", first, "октябрь\n2026 г.", "Отдел образования", "Справка"),
        ("1.2.", "Назначить кураторов", "октябрь\n2026 г.", "Отдел образования", "Приказ отдела"),
    ]
    assert preview.merged_rows == 1


def test_merged_cells_are_left_alone_when_the_person_says_so():
    file = open_clipboard(WORD)
    second = _lines(preview_of(file, ReadOptions(inherit=False)))[1]
    assert second == ("1.2.", "Назначить кураторов", "", "", "Приказ отдела")


def test_excel():
    preview = preview_clipboard(EXCEL)
    assert preview.tree.title == "План мероприятий по оценке качества на 2026/2027 учебный год"
    assert _lines(preview) == [("1", "Сверить списки", "15.09.2026", "ОО", ""), ("3", "Провести сверку", "май", "", "")]


def test_libreoffice():
    preview = preview_clipboard(LIBRE)
    assert [s.title for s in preview.tree.sections] == ["Работа с учителями"]
    assert _lines(preview) == [
        ("1.", "Обсудить итоги:\n– в 4 классах\n– в 5 классах", "август", "Завуч", ""),
        ("2.", "Обучить экспертов", "март", "Методист", ""),
    ]


def test_a_browser_and_its_unclosed_cells():
    preview = preview_clipboard(BROWSER)
    assert preview.tree.title == "План мероприятий («дорожная карта») на 2026 год"
    assert _lines(preview) == [
        ("1", "Разослать письма школам", "до 15 октября", "Специалист", ""),
        ("2", "Принять отчёты", "ежеквартально", "Специалист", ""),
    ]


TEXT = (
    "Дорожная карта школы на 2026 год\n\n"
    "№\tМероприятие\tСрок\tОтветственный\n"
    "\tПодготовка\t\t\n"
    '1\t"Собрать ""Совет""\nи решить"\tмай\tДиректор\n'
    '2\t"Час завуча" для учителей\tиюнь\tЗавуч\n'
    "\tи родителей\t\t\n"
)


def test_text_with_tabs():
    preview = preview_clipboard(text=TEXT.replace("\n", "\r\n"))
    assert _lines(preview) == [
        ("1", 'Собрать "Совет"\nи решить', "май", "Директор", ""),
        ("2", '"Час завуча" для учителей и родителей', "июнь", "Завуч", ""),
    ]
    assert [s.title for s in preview.tree.sections] == ["Подготовка"]
    assert [row.kind for row in preview.row_kinds][-1] == "continuation"


SCATTERED = """Дорожная карта по работе с наблюдателями

\t№
п/п
\tНаправления,
мероприятия
\tСроки
исполнения
\tОтветственный

\t
1.
\t
Подбор наблюдателей

\t
1
\tСоставить список родителей,
готовых помочь
\t


в течение сентября
\t

Классные руководители

\t2
\tСообщить\tшколам о списке
\t
\t

\t2.
\tОбучение
\t1
\tПровести занятие
по отдельной программе
\tдо 15 марта
\tМетодист
"""


def test_a_table_that_fell_apart_into_lines():
    preview = preview_clipboard(text=SCATTERED)
    assert [(s.number, s.title) for s in preview.tree.sections] == [("1.", "Подбор наблюдателей"), ("2.", "Обучение")]
    assert _lines(preview) == [
        ("1", "Составить список родителей, готовых помочь", "в течение сентября", "Классные руководители", ""),
        ("2", "Сообщить школам о списке", "", "", ""),
        ("1", "Провести занятие по отдельной программе", "до 15 марта", "Методист", ""),
    ]


@pytest.mark.parametrize(
    ("html", "text"), [("", " \n"), ("<p>Письмо</p>", "Письмо"), ("<table><tr><td>1</td></tr></table>", "1")]
)
def test_nothing_to_paste(html: str, text: str):
    with pytest.raises(UserError) as caught:
        preview_clipboard(html, text)
    assert "Ctrl+C" in caught.value.todo
