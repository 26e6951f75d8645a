/* brand.h -- a site's own name, logo, colour and templates, read from where the settings say and checked.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BRAND_H
#define LATCHSTRING_BRAND_H

#include "api/api.h"
#include "app/config.h"

/* What the pages say (brand), and what is served at its addresses (files); texts live in the arena. E_CONFIG or E_IO with the
 * setting's name: a file that cannot be read, a logo that could do more than be drawn, a colour that is hard to read, a template with
 * a mistake (then its file and line). */
Error *brand_load(Arena *arena, const Config *config, PageBrand *brand, BrandFiles *files) MUST_USE;

#endif
