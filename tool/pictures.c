// SPDX-License-Identifier: GPL-2.0
#include "pictures.h"
#include "output.h"
#include "picture_formats.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct picture {
	const struct picture_format *format;
	const char *option, *path;
	FILE *file;
	void *state;
};

#define FORMATS	4

struct pictures {
	struct picture picture[FORMATS];
};

static int cannot_write(const struct picture *picture)
{
	char *hint = text_format("another FILE for --%s", picture->option);

	out_error(USAGE, hint, "cannot write %s: %s", picture->path, strerror(errno));
	free(hint);
	return USAGE;
}

static int begin(struct picture *picture)
{
	if (!picture->path)
		return DONE;
	picture->file = fopen(picture->path, "we");
	if (!picture->file)
		return cannot_write(picture);
	picture->state = picture->format->begin(picture->file);
	return DONE;
}

int pictures_open(const struct options *opt, struct pictures **pictures)
{
	struct pictures wanted = { {
		{ &perfetto_format, "perfetto", opt->perfetto, NULL, NULL },
		{ &csv_format, "csv", opt->csv, NULL, NULL },
		{ &folded_format, "folded", opt->folded, NULL, NULL },
		{ &svg_format, "svg", opt->svg, NULL, NULL },
	} };
	int code = DONE;

	*pictures = NULL;
	if (!opt->perfetto && !opt->csv && !opt->folded && !opt->svg)
		return DONE;
	*pictures = must(malloc(sizeof(wanted)));
	**pictures = wanted;
	for (size_t i = 0; i < FORMATS && code == DONE; i++)
		code = begin(&(*pictures)->picture[i]);
	if (code == DONE)
		return DONE;
	pictures_close(*pictures);
	*pictures = NULL;
	return code;
}

void pictures_crossing(struct pictures *pictures, const struct crossing *crossing, uint64_t first)
{
	for (size_t i = 0; pictures && i < FORMATS; i++) {
		struct picture *picture = &pictures->picture[i];

		if (picture->file && picture->format->crossing)
			picture->format->crossing(picture->state, crossing, first);
	}
}

void pictures_absence(struct pictures *pictures, const struct absence *absence, uint64_t first)
{
	for (size_t i = 0; pictures && i < FORMATS; i++) {
		struct picture *picture = &pictures->picture[i];

		if (picture->file && picture->format->absence)
			picture->format->absence(picture->state, absence, first);
	}
}

void pictures_gap(struct pictures *pictures, uint64_t lost, uint64_t time, uint64_t first)
{
	for (size_t i = 0; pictures && i < FORMATS; i++) {
		struct picture *picture = &pictures->picture[i];

		if (picture->file && picture->format->gap)
			picture->format->gap(picture->state, lost, time, first);
	}
}

static int end(struct picture *picture)
{
	bool failed;

	if (!picture->file)
		return DONE;
	picture->format->end(picture->state);
	failed = ferror(picture->file);
	if (!fclose(picture->file) && !failed)
		return DONE;
	return cannot_write(picture);
}

int pictures_close(struct pictures *pictures)
{
	int code = DONE;

	for (size_t i = 0; pictures && i < FORMATS; i++) {
		int one = end(&pictures->picture[i]);

		code = code == DONE ? one : code;
	}
	free(pictures);
	return code;
}
