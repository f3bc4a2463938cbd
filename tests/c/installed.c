/* Compiled by the tests with the flags of an installed library only. */
#include <RvSipMid.h>
#include <RvSipStackTypes.h>
#include <rpool_API.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    HRPOOL pool = RPOOL_Construct(64, 2, NULL, RV_FALSE, "installed");
    HPAGE page = NULL;
    RvInt32 offset = UNDEFINED;
    char text[16] = "";

    if (RPOOL_GetPage(pool, 0, &page) != RV_OK ||
        RPOOL_AppendFromExternalToPage(pool, page, "installed", 10, &offset) != RV_OK ||
        RPOOL_CopyToExternal(pool, page, offset, text, 10) != RV_OK || strcmp(text, "installed") != 0) {
        return 1;
    }
    if (RPOOL_GetPage((HRPOOL)(void *)text, 0, &page) != RV_ERROR_INVALID_HANDLE) {
        return 2;
    }
    RPOOL_Destruct(pool);
    if (RvSipMidInit() != RV_OK || RvSipMidEnd() != RV_OK) {
        return 3;
    }
    puts(text);
    return 0;
}
