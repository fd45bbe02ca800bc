// SPDX-License-Identifier: GPL-2.0
// Exceptions through frames of this program and of the C library (qsort).
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

static int thrower(const void *, const void *)
{
	throw std::runtime_error("from below");
}

int main()
{
	int caught = 0;

	for (int i = 0; i < 59; i++) {
		int two[] = { 2, 1 };
		std::string *text = new std::string(100, 'x');

		try {
			std::qsort(two, 2, sizeof(two[0]), thrower);
		} catch (const std::runtime_error &error) {
			caught += !std::strcmp(error.what(), "from below");
		}
		delete text;
	}
	return caught != 59;
}
