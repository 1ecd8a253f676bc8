/* An OpenXR runtime without a headset: the real loader loads it, pyopenxr speaks to it, and its head
 * moves on a circle with the time it is asked for. It has what a session without drawing needs
 * (XR_MND_headless), and no more. ACREDITA_OPENXR makes it misbehave: "nohands", "noheadless",
 * "nosystem", "leaves" (the session ends after 20 head positions). */
#define XR_USE_TIMESPEC
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <openxr/openxr.h>
#include <openxr/openxr_platform.h>

typedef struct { int structType; uint32_t structVersion; size_t structSize; uint32_t minInterfaceVersion;
    uint32_t maxInterfaceVersion; XrVersion minApiVersion; XrVersion maxApiVersion; } LoaderInfo;
typedef struct { int structType; uint32_t structVersion; size_t structSize; uint32_t runtimeInterfaceVersion;
    XrVersion runtimeApiVersion; PFN_xrGetInstanceProcAddr getInstanceProcAddr; } RuntimeRequest;

static XrSessionState queue[8];
static int queued, asked;

static int told(const char *word) {
    const char *said = getenv("ACREDITA_OPENXR");
    return said && !strcmp(said, word);
}

static void say(XrSessionState state) { queue[queued++] = state; }

static XrResult extensions(const char *layer, uint32_t room, uint32_t *count, XrExtensionProperties *out) {
    const char *names[] = {"XR_KHR_convert_timespec_time", "XR_MND_headless", "XR_EXT_hand_tracking"};
    uint32_t there = 0;
    (void)layer;
    for (int i = 0; i < 3; i++) {
        if ((i == 1 && told("noheadless")) || (i == 2 && told("nohands"))) continue;
        if (room > there) { strcpy(out[there].extensionName, names[i]); out[there].extensionVersion = 1; }
        there++;
    }
    *count = there;
    return XR_SUCCESS;
}
static XrResult createInstance(const XrInstanceCreateInfo *info, XrInstance *instance) {
    if (XR_VERSION_MINOR(info->applicationInfo.apiVersion) > 0) return XR_ERROR_API_VERSION_UNSUPPORTED;
    queued = asked = 0;
    *instance = (XrInstance)1;
    return XR_SUCCESS;
}
static XrResult destroyInstance(XrInstance instance) { (void)instance; return XR_SUCCESS; }
static XrResult properties(XrInstance instance, XrInstanceProperties *out) {
    (void)instance;
    out->runtimeVersion = 1;
    strcpy(out->runtimeName, "a runtime of the tests");
    return XR_SUCCESS;
}
static XrResult getSystem(XrInstance instance, const XrSystemGetInfo *info, XrSystemId *out) {
    (void)instance; (void)info;
    if (told("nosystem")) return XR_ERROR_FORM_FACTOR_UNAVAILABLE;
    *out = 7;
    return XR_SUCCESS;
}
static XrResult createSession(XrInstance instance, const XrSessionCreateInfo *info, XrSession *out) {
    (void)instance;
    if (info->systemId != 7 || info->next) return XR_ERROR_SYSTEM_INVALID;
    *out = (XrSession)2;
    say(XR_SESSION_STATE_IDLE);
    say(XR_SESSION_STATE_READY);
    return XR_SUCCESS;
}
static XrResult destroySession(XrSession session) { (void)session; return XR_SUCCESS; }
static XrResult beginSession(XrSession session, const XrSessionBeginInfo *info) {
    (void)session; (void)info;
    say(XR_SESSION_STATE_SYNCHRONIZED);
    say(XR_SESSION_STATE_FOCUSED);
    return XR_SUCCESS;
}
static XrResult endSession(XrSession session) { (void)session; say(XR_SESSION_STATE_EXITING); return XR_SUCCESS; }
static XrResult pollEvent(XrInstance instance, XrEventDataBuffer *out) {
    XrEventDataSessionStateChanged *changed = (XrEventDataSessionStateChanged *)out;
    (void)instance;
    if (!queued) return XR_EVENT_UNAVAILABLE;
    changed->type = XR_TYPE_EVENT_DATA_SESSION_STATE_CHANGED;
    changed->next = NULL;
    changed->session = (XrSession)2;
    changed->state = queue[0];
    changed->time = 1;
    memmove(queue, queue + 1, sizeof queue - sizeof *queue);
    queued--;
    return XR_SUCCESS;
}
static XrResult createSpace(XrSession session, const XrReferenceSpaceCreateInfo *info, XrSpace *out) {
    (void)session;
    *out = (XrSpace)(uintptr_t)(10 + info->referenceSpaceType);
    return XR_SUCCESS;
}
static XrResult destroySpace(XrSpace space) { (void)space; return XR_SUCCESS; }
static XrResult locateSpace(XrSpace space, XrSpace base, XrTime time, XrSpaceLocation *out) {
    double angle = (double)(time % 10000000000LL) / 1e10 * 6.283185307179586;
    if ((uintptr_t)space != 10 + XR_REFERENCE_SPACE_TYPE_VIEW) return XR_ERROR_HANDLE_INVALID;
    if ((uintptr_t)base != 10 + XR_REFERENCE_SPACE_TYPE_STAGE) return XR_ERROR_HANDLE_INVALID;
    if (++asked == 20 && told("leaves")) say(XR_SESSION_STATE_STOPPING);
    out->locationFlags = XR_SPACE_LOCATION_POSITION_VALID_BIT | XR_SPACE_LOCATION_ORIENTATION_VALID_BIT;
    if (told("lost")) out->locationFlags = 0;
    memset(&out->pose, 0, sizeof out->pose);
    out->pose.orientation.w = 1;
    out->pose.position.x = (float)(0.2 * cos(angle));
    out->pose.position.y = 1.6f;
    out->pose.position.z = (float)(0.2 * sin(angle));
    return XR_SUCCESS;
}
static XrResult createTracker(XrSession session, const XrHandTrackerCreateInfoEXT *info, XrHandTrackerEXT *out) {
    (void)session;
    *out = (XrHandTrackerEXT)(uintptr_t)(20 + info->hand);
    return XR_SUCCESS;
}
static XrResult destroyTracker(XrHandTrackerEXT tracker) { (void)tracker; return XR_SUCCESS; }
static XrResult locateJoints(XrHandTrackerEXT tracker, const XrHandJointsLocateInfoEXT *info, XrHandJointLocationsEXT *out) {
    (void)info;
    if (out->jointCount != XR_HAND_JOINT_COUNT_EXT || !out->jointLocations) return XR_ERROR_VALIDATION_FAILURE;
    out->isActive = XR_TRUE;
    for (int i = 0; i < XR_HAND_JOINT_COUNT_EXT; i++) {
        memset(&out->jointLocations[i], 0, sizeof out->jointLocations[i]);
        out->jointLocations[i].pose.position.x = (uintptr_t)tracker == 21 ? -0.3f : 0.3f;
        out->jointLocations[i].pose.position.y = 1.0f + 0.01f * i;
    }
    return XR_SUCCESS;
}
static XrResult convert(XrInstance instance, const struct timespec *moment, XrTime *out) {
    (void)instance;
    *out = (XrTime)moment->tv_sec * 1000000000 + moment->tv_nsec;
    return XR_SUCCESS;
}
static XrResult find(XrInstance instance, const char *name, PFN_xrVoidFunction *out) {
    static const struct { const char *name; PFN_xrVoidFunction function; } all[] = {
        {"xrGetInstanceProcAddr", (PFN_xrVoidFunction)find},
        {"xrEnumerateInstanceExtensionProperties", (PFN_xrVoidFunction)extensions},
        {"xrCreateInstance", (PFN_xrVoidFunction)createInstance},
        {"xrDestroyInstance", (PFN_xrVoidFunction)destroyInstance},
        {"xrGetInstanceProperties", (PFN_xrVoidFunction)properties},
        {"xrGetSystem", (PFN_xrVoidFunction)getSystem},
        {"xrCreateSession", (PFN_xrVoidFunction)createSession},
        {"xrDestroySession", (PFN_xrVoidFunction)destroySession},
        {"xrBeginSession", (PFN_xrVoidFunction)beginSession},
        {"xrEndSession", (PFN_xrVoidFunction)endSession},
        {"xrPollEvent", (PFN_xrVoidFunction)pollEvent},
        {"xrCreateReferenceSpace", (PFN_xrVoidFunction)createSpace},
        {"xrDestroySpace", (PFN_xrVoidFunction)destroySpace},
        {"xrLocateSpace", (PFN_xrVoidFunction)locateSpace},
        {"xrCreateHandTrackerEXT", (PFN_xrVoidFunction)createTracker},
        {"xrDestroyHandTrackerEXT", (PFN_xrVoidFunction)destroyTracker},
        {"xrLocateHandJointsEXT", (PFN_xrVoidFunction)locateJoints},
        {"xrConvertTimespecTimeToTimeKHR", (PFN_xrVoidFunction)convert},
    };
    (void)instance;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i].name, name)) { *out = all[i].function; return XR_SUCCESS; }
    *out = NULL;
    return XR_ERROR_FUNCTION_UNSUPPORTED;
}
__attribute__((visibility("default"))) XrResult xrNegotiateLoaderRuntimeInterface(const LoaderInfo *loader, RuntimeRequest *request) {
    if (loader->minInterfaceVersion > 1) return XR_ERROR_INITIALIZATION_FAILED;
    request->runtimeInterfaceVersion = 1;
    request->runtimeApiVersion = XR_MAKE_VERSION(1, 0, 20);
    request->getInstanceProcAddr = find;
    return XR_SUCCESS;
}
