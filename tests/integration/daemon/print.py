"""The yearly report on paper: printed by Chromium on A4, nothing cut, nothing beside the page, nothing over something else, its Chinese to be found."""
import html
import os
import re
import shutil
import subprocess
import sys
import zipfile

from example import Told, tell_complete, tell_published
from harness import Skip, equal, run, test

LUNZHICTL = sys.argv[3]
POINTS_PER_MM = 72 / 25.4
MARGIN_MM = 18


def printed(scratch, organization, year):
    """The PDF's path, and the HTML it was made from."""
    for program in ('chromium', 'pdftotext', 'pdfinfo'):
        if shutil.which(program) is None:
            raise Skip(program + ' is not installed')
    if not subprocess.run(['fc-list', ':lang=zh'], capture_output=True, check=False).stdout:
        raise Skip('no Chinese font is installed')
    page, pdf = os.path.join(scratch.dir, 'report.html'), os.path.join(scratch.dir, 'report.pdf')
    text = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'report', organization, '--year', year, '--format', 'html'], check=True,
                          capture_output=True, text=True, env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN'), timeout=60).stdout
    with open(page, 'w', encoding='utf-8') as file:
        file.write(text)
    home = os.path.join(scratch.dir, 'chromium')
    subprocess.run(['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--user-data-dir=' + home,
                    '--no-pdf-header-footer', '--print-to-pdf=' + pdf, 'file://' + page], check=True, capture_output=True, timeout=120,
                   env=dict(os.environ, HOME=scratch.dir))
    return pdf, text


def output_of(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


def words_of(pdf):
    """(page, x from, y from, x to, y to, word) in points."""
    words, page = [], 0
    for line in output_of('pdftotext', '-bbox', pdf, '-').splitlines():
        page += '<page ' in line
        found = re.match(r'\s*<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line)
        if found:
            words.append((page, *map(float, found.groups()[:4]), html.unescape(found.group(5))))
    return words


def texts_of(page):
    """What stands in its cells, items, paragraphs and headings."""
    body = page[page.index('<body>'):]
    for _, text in re.findall(r'<(td|th|li|p|h1|h2|h3)>(.*?)</\1>', body, re.S):
        text = re.sub(r'\s+', '', html.unescape(re.sub(r'<[^>]*>', '', text)))
        if text:
            yield text


def check_page(pdf, text, fewest, most):
    info = output_of('pdfinfo', pdf)
    assert re.search(r'Page size: .*\(A4\)', info), info
    pages = int(re.search(r'Pages:\s+(\d+)', info).group(1))
    assert fewest <= pages <= most, info
    words = words_of(pdf)
    assert len(words) > 200, words
    left, right = MARGIN_MM * POINTS_PER_MM - 0.5, (210 - MARGIN_MM) * POINTS_PER_MM + 0.5
    for word in words:
        assert word[1] >= left and word[3] <= right, word
    for one in words:
        for other in words:
            # Glyphs' boxes are as high as a line and may touch the next.
            overlaps = one[0] == other[0] and one[1] < other[3] - 1 and other[1] < one[3] - 1 and abs(one[2] - other[2]) < 3
            assert one == other or not overlaps, (one, other)
    found = re.sub(r'\s+', '', output_of('pdftotext', '-raw', pdf, '-'))
    for piece in texts_of(text):
        assert piece in found or is_over_two_pages(piece, found), piece


def is_over_two_pages(piece, found):
    """A piece that a page ends within: the page's number, and a heading of its table, stand between its two halves."""
    return any(piece[:i] in found and piece[i:] in found for i in range(1, len(piece)))


@test
def whole_years(scratch):
    told = Told(scratch, '2019-08-01')
    tell_complete(told, LUNZHICTL)
    for organization, year in (('su', '2019-2020'), ('gsu', '2020-2021')):
        pdf, text = printed(scratch, organization, year)
        check_page(pdf, text, 4, 9)
    assert '一、学生会（研究生会）改革情况自评表' in output_of('pdftotext', pdf, '-')


@test
def published_facts(scratch):
    told = Told(scratch, '2021-08-31')
    tell_published(told)
    pdf, text = printed(scratch, 'su', '2020-2021')
    check_page(pdf, text, 2, 5)


@test
def long_words_are_broken(scratch):
    told = Told(scratch, '2021-08-31')
    link = 'https://example.edu.cn/' + 'a' * 300
    told.record(['su'], 'disclosure', '2020-11-30', document='校' * 200, fields={'link': link})
    pdf, text = printed(scratch, 'su', '2020-2021')
    assert link in text
    check_page(pdf, text, 2, 5)


@test
def pandoc_writes_all_of_it(scratch):
    if shutil.which('pandoc') is None:
        raise Skip('pandoc is not installed')
    told = Told(scratch, '2019-08-01')
    tell_complete(told, LUNZHICTL)
    words = [LUNZHICTL, '--socket', scratch.socket, 'report', 'su', '--year', '2019-2020', '--format']
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN')
    page, markdown = (subprocess.run(words + [form], check=True, capture_output=True, text=True, env=env, timeout=60).stdout for form in ('html', 'md'))
    document = os.path.join(scratch.dir, 'report.docx')
    subprocess.run(['pandoc', '-f', 'markdown', '-o', document], check=True, input=markdown, text=True, timeout=120)
    with zipfile.ZipFile(document) as archive:
        body = archive.read('word/document.xml').decode()
    found = re.sub(r'\s+', '', html.unescape(re.sub('<[^>]*>', '', body)))
    for piece in texts_of(page):
        assert piece in found, piece
    equal(body.count('<w:tbl>'), page.count('<table>'))
    equal(len(re.findall(r'<w:tr[ >]', body)), page.count('<tr>'))
    assert '<w:strike' in body


run()
