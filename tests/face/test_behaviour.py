"""What the pages do: without scripts everything, with them a little more."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def active(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_form_sent_back_starts_at_its_errors(open_page, scripts):
    page = open_page("/form", java_script_enabled=scripts)
    page.locator("form .btn.pri").click()
    summary = page.locator(".errs")
    summary.wait_for()
    assert page.title().startswith("Lỗi: Báo cáo 6 tháng")
    assert summary.locator("li").all_inner_texts() == [
        "Nhập tên chi hội",
        "Nhập nguyên nhân chủ quan",
        "Chọn một mức xếp loại",
        "Nhập ngày họp",
    ]
    expect(page.locator(".errs:focus")).to_have_count(1)
    name = page.locator("#name")
    assert name.get_attribute("aria-invalid") == "true"
    assert name.get_attribute("aria-describedby") == "name-hint name-error"


def test_every_error_leads_to_a_field(open_page):
    page = open_page("/form")
    page.locator("form .btn.pri").click()
    for link in page.locator(".errs a").all():
        target = link.get_attribute("href")
        assert page.locator(target).count() == 1, target
    page.locator(".errs a >> nth=3").click()
    assert active(page) == "met"


def test_the_three_boxes_of_a_date_are_read_as_one(open_page):
    page = open_page("/form")
    for label, text in (("Ngày", "5"), ("Tháng", "7"), ("Năm", "2023")):
        page.get_by_label(label, exact=True).fill(text)
    page.locator("form .btn.pri").click()
    page.wait_for_selector(".errs")
    assert "Nhập ngày họp" not in page.locator(".errs").inner_text()
    assert page.get_by_label("Năm", exact=True).input_value() == "2023"


def test_show_password(open_page):
    page = open_page("/sign-in", 390)
    button = page.locator("[data-show-password]")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert page.locator("#secret").get_attribute("type") == "text"
    button.click()
    assert page.locator("#secret").get_attribute("type") == "password"


def test_controls_that_need_scripts_stay_hidden_without_them(open_page):
    page = open_page("/sign-in", java_script_enabled=False)
    assert not page.locator("[data-show-password]").is_visible()
    page = open_page("/members", java_script_enabled=False)
    assert not page.locator("[data-select-all]").is_visible()
    page.locator("tbody input").first.check()
    assert page.locator(".bulk").is_visible()


def test_select_all_counts(open_page):
    page = open_page("/members")
    assert not page.locator(".bulk").is_visible()
    page.locator("tbody input").first.check()
    assert page.locator(".bulk b").inner_text() == "Đã chọn 1 người"
    assert page.locator("[data-select-all]").evaluate("box => box.indeterminate")
    page.locator("[data-select-all]").check()
    assert page.locator(".bulk b").inner_text() == "Đã chọn 5 người"


def test_confirming_opens_a_dialog_or_a_page(open_page):
    page = open_page("/components")
    page.locator("[data-dialog]").click()
    dialog = page.locator("dialog")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.dataset.dialog") == "end-3"
    page.locator("[data-dialog]").click()
    dialog.locator("[data-close]").click()
    assert not dialog.is_visible()

    page = open_page("/components", java_script_enabled=False)
    page.locator("[data-dialog]").click()
    page.wait_for_url("**/confirm")
    assert page.locator("form footer .btn.danger").inner_text() == "Cho thôi 3 người"


def test_a_second_press_sends_nothing(gallery, open_page):
    sent = gallery[0].extensions["sent"]
    sent.clear()
    page = open_page("/components")
    said = page.locator("form[action='/act'] .btn.pri").evaluate(
        """b => new Promise(done => {
            b.click(); b.click();
            setTimeout(() => { b.click(); done([b.innerText, b.ariaBusy]); }, 600);
        })"""
    )
    assert said == ["Đang gửi…", "true"]
    page.wait_for_url("**/act")
    assert sent == ["import"]


def test_htmx_swaps_the_answer_to_a_wrong_form_and_goes_to_it(open_page):
    page = open_page("/form")
    page.locator("#hx .btn").click()
    page.wait_for_selector("#swapped .errs:focus")
    assert page.locator("#hx .btn").get_attribute("aria-busy") is None
    assert page.locator("#hx .btn").inner_text() == "Lưu qua htmx"
    assert [c for c in page.complaints if "422" not in c] == []


def test_a_lost_network_is_said_and_can_be_tried_again(open_page):
    page = open_page("/form")
    page.context.set_offline(True)
    page.locator("#hx .btn").click()
    note = page.locator("[data-trouble=network]")
    note.wait_for(state="visible")
    page.context.set_offline(False)
    note.locator("[data-retry]").click()
    page.wait_for_selector("#swapped .errs")
    assert not note.is_visible()


def test_no_page_is_kept_in_the_browser(open_page):
    page = open_page("/form")
    page.locator("#hx .btn").click()
    page.wait_for_selector("#swapped .errs")
    page.goto("/members")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "<" not in kept
    assert "Nguyễn" not in kept


def test_the_copy_button_says_what_it_did(open_page):
    page = open_page("/components", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").click()
    expect(page.locator("#msg-said")).to_have_text("Đã chép.")
    assert "19 giờ thứ Năm" in page.evaluate("navigator.clipboard.readText()")


def test_the_menu_opens_on_phones_without_scripts(open_page):
    page = open_page("/overview", 390, java_script_enabled=False)
    assert not page.locator("#menu").is_visible()
    page.locator("[popovertarget=menu]").click()
    assert page.locator("#menu").is_visible()
    assert page.locator("#menu").get_by_text("Đăng xuất").is_visible()


def test_the_other_actions_unfold_and_fold_by_keyboard(open_page):
    page = open_page("/members", 390)
    summary, first = page.locator(".others summary"), page.get_by_text("Nhập từ Excel")
    expect(first).not_to_be_visible()
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).not_to_be_visible()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(5):
        expect(first).to_be_visible()
        page.keyboard.press("Tab")
    expect(first).not_to_be_visible()
    assert page.evaluate("document.activeElement.closest('.tabs') !== null")


def test_the_other_actions_fold_by_a_press_elsewhere_or_on_one(open_page):
    page = open_page("/members")
    summary, menu = page.locator(".others summary"), page.locator(".others > div")
    for press in (page.locator("h1"), summary):
        summary.click()
        expect(menu).to_be_visible()
        press.click()
        expect(menu).not_to_be_visible()
    summary.click()
    page.get_by_text("Tải danh sách").click(modifiers=["ControlOrMeta"])
    expect(menu).not_to_be_visible()
    expect(summary).to_be_focused()


def test_the_other_actions_cover_nothing_without_scripts(open_page):
    page = open_page("/members", 390, java_script_enabled=False)
    page.locator(".others summary").click()
    menu, tabs = page.locator(".others > div").bounding_box(), page.locator(".tabs").bounding_box()
    assert menu["y"] + menu["height"] <= tabs["y"]
    page.get_by_role("button", name="Nhắc điền cho đủ").click()
    page.wait_for_url("**/act")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_filters_beyond_the_first_three_are_folded_unless_chosen(open_page, scripts):
    page = open_page("/members", java_script_enabled=scripts)
    search, find = page.locator("#f-q"), page.get_by_role("button", name="Tìm", exact=True)
    assert search.bounding_box()["y"] == find.bounding_box()["y"]
    more, job = page.locator(".rest summary"), page.get_by_label("Nghề")
    expect(more).to_have_text("Lọc thêm")
    expect(page.get_by_label("Chức vụ")).to_be_visible()
    expect(job).not_to_be_visible()
    more.focus()
    page.keyboard.press("Enter")
    job.select_option("det")
    page.locator(".rest").get_by_role("button", name="Xem kết quả").click()
    page.wait_for_url("**/members?q=nguy*&ap=1&tt=on&cap=&hs=&nghe=det")
    expect(more).to_have_text("Lọc thêm (1)")
    expect(job).to_be_visible()


def test_all_of_a_list_that_usually_shows_a_part_outlives_a_link(open_page):
    page = open_page("/members")
    page.get_by_label("Tình trạng").select_option(label="Tất cả")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.wait_for_url("**tt=all*")
    page.locator("thead a").first.click()
    page.wait_for_url("**/members?q=*ap=1&tt=all&sort=-name")


def test_filters_of_a_phone_slide_up_with_the_rest_folded(open_page):
    page = open_page("/members?hs=0", 390)
    page.get_by_role("button", name="Bộ lọc (2)").click()
    sheet = page.locator("#more-filters")
    expect(page.get_by_label("Hồ sơ")).to_be_visible()
    page.locator(".rest summary").click()
    expect(page.get_by_label("Hồ sơ")).not_to_be_visible()
    assert sheet.bounding_box()["height"] < 450
    sheet.get_by_role("button", name="Xem kết quả").click()
    page.wait_for_url("**hs=0&nghe=")


def test_the_first_stop_leads_past_the_menu(open_page):
    page = open_page("/overview")
    page.keyboard.press("Tab")
    assert active(page) == "skip"
    page.keyboard.press("Enter")
    assert active(page) == "main"


def test_a_sort_link_turns_the_order_and_keeps_the_filter(open_page):
    page = open_page("/members?ap=1&page=3")
    links = page.locator("thead a")
    assert links.nth(0).get_attribute("href") == "/members?ap=1&sort=-name"
    assert links.nth(1).get_attribute("href") == "/members?ap=1&sort=born"
    assert page.locator("[aria-sort=ascending]").count() == 1
    chip = page.locator(".chip").nth(0)
    assert chip.get_attribute("href") == "/members"


def test_a_query_cannot_steer_the_links(open_page):
    page = open_page("/members?_external=1&_scheme=javascript&q=%22%3E%3Cb%3E")
    for link in page.locator("thead a, .pages a").all():
        assert link.get_attribute("href").startswith("/members?")


def test_cells_keep_their_roles_on_phones(open_page):
    page = open_page("/overview", 390)
    assert page.get_by_role("table").count() == 1
    assert page.get_by_role("rowheader").count() == 10
    label = page.locator("td[data-l='Báo cáo 6 tháng']").first
    assert "Báo cáo" in label.evaluate("c => getComputedStyle(c, '::before').content")


def test_language_is_a_form_and_comes_back_here(open_page):
    page = open_page("/components")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/components")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("Step 2 of 5").count() == 1


def test_whoever_types_for_long_stays_signed_in(open_page):
    page = open_page("/form")
    page.clock.install()
    page.reload()
    asked = []

    def note(request):
        if request.resource_type == "fetch":  # letters of the page may still be on their way
            asked.append(request.method)

    page.on("request", note)
    for minutes, calls in ((4, 0), (2, 1), (1, 1), (5, 2)):
        page.clock.fast_forward(minutes * 60_000)
        page.locator("#name").press("a")
        page.evaluate("0")
        assert asked == ["HEAD"] * calls
