/* complaint_judge_test.c -- what the judge of complaints takes and what it does not, in every language of the pages and some more.
 * SPDX-License-Identifier: ISC */
#include "api/complaint_judge.h"
#include "../unit.h"

#include <string.h>

typedef struct Case {
    const char *language, *text;
} Case;

/* Each says what is wrong, and where or in which way. */
static const Case specific[] = {
    { "en", "The arrow from the cache is labelled wrong." },
    { "en", "There is a swastika in the cloud" },
    { "en", "It shows a racial slur next to the browser." },
    { "en", "Step 3: \"redirect\" is misspelled" },
    { "de", "Der Rechtschreibfehler steht beim Pfeil zur Datenbank." },
    { "fr", "La légende de la flèche contient une insulte." },
    { "es", "La nube parece una esvástica" },
    { "pt", "A seta do navegador aponta para a caixa errada" },
    { "it", "Nella nuvola si vede un gesto volgare." },
    { "nl", "De wolk lijkt op een hakenkruis" },
    { "pl", "Chmura przypomina swastykę" },
    { "cs", "Šipka ukazuje vulgární gesto" },
    { "sv", "Molnet ser ut som ett hakkors" },
    { "fi", "Pilvi näyttää hakaristiltä" },
    { "tr", "Bulut gamalı haça benziyor" },
    { "ru", "Облако похоже на свастику" },
    { "uk", "Хмара нагадує свастику" },
    { "el", "Το σύννεφο μοιάζει με σβάστικα" },
    { "ar", "السحابة تشبه الصليب المعقوف" },
    { "he", "הענן נראה כמו צלב קרס" },
    { "hi", "बादल में स्वस्तिक जैसा निशान दिखता है" },
    { "ja", "矢印の文字が間違っている" }, /* 12 characters */
    { "ja", "雲の形が卑猥な手の形に見えます。" },
    { "zh-Hans", "云的形状像纳粹标志" },
    { "zh-Hant", "雲朵的形狀像納粹標誌" },
    { "ko", "구름 모양이 나치 문양처럼 보입니다" },
    { "vi", "Đám mây trông giống chữ thập ngoặc" },
    { "id", "Awan terlihat seperti swastika" },
    { "th", "ก้อนเมฆดูเหมือนสัญลักษณ์นาซี" },
    { "ja+en", "GET /login の矢印が逆向き" },
    { "ka", "ღრუბელი ჰგავს სვასტიკას" },
    { "ta", "மேகம் நாஜி சின்னம் போல உள்ளது" },
};

/* Polite or not, these say nothing that anybody could act on. */
static const Case generic[] = {
    { "en", "bad" },
    { "en", "I don't like it" },
    { "en", "I don’t like it!!!" },
    { "en", "test" },
    { "en", "Test test test. This is a test." },
    { "en", "This image is inappropriate." },
    { "en", "Please remove this offensive picture, it is terrible and disgusting" },
    { "en", "aaaaaaa aaaa aaaa" },
    { "en", "aaaa bbbb cccc dddd eeee ffff gggg" },
    { "en", "asdf qwer zxcv" },
    { "en", "asdfghjkl qwertyuiop zxcvbnm poiuytrewq" },
    { "en", "sdkfjhskdjfh dsfkjhsdf asdjklfhlk" },
    { "en", "lalala blablabla hahaha xyxyxyxy" },
    { "en", "lorem ipsum dolor sit amet" },
    { "en", "racist racist racist RACIST" },
    { "en", "12345 67890 !!! ???" },
    { "en", "....." },
    { "emoji", "😀😀😀 😡😡 🤬" },
    { "en", "f u c k t h i s" },
    { "de", "Das Bild ist schlecht. Bitte löschen!" },
    { "de", "Gefällt mir nicht" },
    { "fr", "Cette image est inappropriée, je n'aime pas ça" },
    { "es", "No me gusta esta imagen, es muy fea" },
    { "pt", "Não gostei desta imagem" },
    { "it", "Questa immagine non mi piace" },
    { "nl", "Ik vind deze afbeelding niet leuk" },
    { "pl", "Nie podoba mi się ten obrazek" },
    { "cs", "Tento obrázek je nevhodný" },
    { "sv", "Jag gillar inte den här bilden" },
    { "fi", "Tämä kuva on tosi huono" },
    { "tr", "Bu resim çok kötü, LÜTFEN SİLİN" },
    { "ru", "Мне не нравится эта картинка" },
    { "ru", "ПЛОХО ПЛОХО ПЛОХО" },
    { "ru", "йцукен фывапролдж ячсмить" },
    { "uk", "Це зображення недоречне, видаліть" },
    { "el", "Δεν μου αρέσει αυτή η εικόνα" },
    { "ar", "هذه الصورة غير لائقة" },
    { "ar", "هَذِهِ صُورَةٌ سَيِّئَةٌ" },
    { "he", "התמונה הזאת לא מתאימה" },
    { "hi", "यह चित्र बहुत बुरा है" },
    { "ja", "この画像は不適切です" },
    { "ja", "嫌いです。削除してください。" },
    { "ja", "あああああああああああああ" },
    { "ja", "テスト" },
    { "zh-Hans", "我不喜欢这张图片,请删除" },
    { "zh-Hans", "哈哈哈哈哈哈哈哈哈哈哈哈" },
    { "zh-Hant", "這張圖片很不適當,請刪除" },
    { "ko", "이 이미지는 부적절합니다" },
    { "ko", "ㅋㅋㅋㅋㅋㅋㅋㅋ" },
    { "vi", "Tôi không thích hình ảnh này" },
    { "id", "Saya tidak suka gambar ini" },
    { "th", "ภาพนี้ไม่เหมาะสม" },
};

static const char *const empty[] = {
    "", " ", "\r\n\t ", "\u00a0\u3000\u2003", "\u200b\u200e\ufeff\u2060", "\u3164\u2800", "\u00ad"
};

static void
assert_verdicts(const Case *cases, size_t count, ComplaintVerdict expected)
{
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        ComplaintVerdict verdict = complaint_judge(str_from_c(cases[i].text));
        if (verdict == expected)
            continue;
        print_error("[%s] \"%s\": verdict %d, not %d\n", cases[i].language, cases[i].text, (int)verdict, (int)expected);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void
what_says_something_is_taken(void **state)
{
    (void)state;
    assert_verdicts(specific, COUNT_OF(specific), COMPLAINT_SPECIFIC);
}

static void
what_says_nothing_is_generic(void **state)
{
    (void)state;
    assert_verdicts(generic, COUNT_OF(generic), COMPLAINT_GENERIC);
}

static void
what_cannot_be_seen_is_empty(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(empty); i++)
        assert_int_equal(complaint_judge(str_from_c(empty[i])), COMPLAINT_EMPTY);
}

/* A text of that many characters that says something, each of so many bytes. */
static Str
long_text(const char *start, const char *filling, size_t characters)
{
    size_t unit = strlen(filling), length = strlen(start);
    char *text = arena_alloc(arena, length + unit * characters);

    memcpy(text, start, length);
    for (size_t i = 0; i < characters; i++, length += unit)
        memcpy(text + length, filling, unit);
    return (Str){ text, length };
}

static void
the_limit_counts_characters_not_bytes(void **state)
{
    const char *start = "矢印の文字が間違っている"; /* 12 */

    (void)state;
    assert_int_equal(complaint_judge(long_text(start, "字", COMPLAINT_CHARACTERS - 12)), COMPLAINT_SPECIFIC);
    assert_int_equal(complaint_judge(long_text(start, "字", COMPLAINT_CHARACTERS - 11)), COMPLAINT_TOO_LONG);
    assert_int_equal(complaint_judge(long_text(start, "\U0001f600", COMPLAINT_CHARACTERS - 12)), COMPLAINT_SPECIFIC);
}

/* Length alone makes nothing specific. */
static void
repetition_of_any_length_is_generic(void **state)
{
    static const char *const units[] = { "a", "ab ", "bad ", "test ", "哈", "ㅋ", "asdf ", "แย่", "плохо ", "سيء " };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        assert_int_equal(complaint_judge(long_text("", units[i], 300)), COMPLAINT_GENERIC);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_says_something_is_taken),        UNIT(what_says_nothing_is_generic),
        UNIT(what_cannot_be_seen_is_empty),        UNIT(the_limit_counts_characters_not_bytes),
        UNIT(repetition_of_any_length_is_generic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
