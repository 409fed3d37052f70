using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Headers.Policy;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Headers;

/// <summary>What browsers are told about an answer of the app, by the kind of answer.</summary>
/// <remarks>
/// Everything gets the four headers of the architecture document. Beyond that:
/// <list type="bullet">
/// <item>Pages and assets of the user interface may not be read into other sites (CORP); pages run under the policy and on their own (COOP).</item>
/// <item>Answers under <c>/api/</c> get no policy and no CORP. Most are JSON, which <c>nosniff</c> keeps from being run; the few that are pages (the end of
/// an OAuth sign-in, single sign-on, the API's description) carry scripts of their own and their own policy; files are shown in mails and other sites.</item>
/// <item>Answers under <c>/api/v1/webhooks/</c> are made by users' flows, headers included, and stay theirs.</item>
/// </list>
/// The policy replaces one that the app sends along with its index page. Another page that comes with a policy keeps it: ours does not know its scripts.
/// A policy is for documents; scripts of workers are left without one, as they are the app's own, and a page cannot start others.
/// </remarks>
internal sealed class AnswerHeaders(ContentSecurityPolicyOptions options, AppPage page, PagePolicy policy)
{
    private const string Api = "/api/";
    private const string Webhooks = "/api/v1/webhooks/";

    /// <summary>The end of an OAuth sign-in, in a window that hands its code to the one that opened it. That one must not be cut off, as COOP would do:
    /// the window comes from the page of the OAuth server, which has none.</summary>
    private const string OAuthRedirect = "/redirect";

    private static readonly StringValues _sameOrigin = "same-origin";
    private static readonly StringValues _popups = "same-origin-allow-popups";
    private static readonly StringValues _referrer = "strict-origin-when-cross-origin";

    /// <summary>What the app does not use. All else is left to browsers, whose defaults give it to the app and not to what it frames: the app copies to
    /// and from the clipboard, and videos go full screen.</summary>
    private static readonly StringValues _permissions =
        "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

    /// <summary>Scripts, forms and pop-ups work; what is missing is the app's origin.</summary>
    private static readonly StringValues _isolation =
        "sandbox allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-scripts allow-top-navigation-by-user-activation";

    private readonly StringValues _frames = options.FrameAncestors.Count > 0 ? PolicyText.ForFrames(options) : default(StringValues);

    /// <summary>Completes the headers of an answer that is about to go out. It waits only where a page is answered that is newer than the policy.</summary>
    public ValueTask ApplyAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        SecurityHeaders.Apply(headers);
        headers.Server = default;

        // Removed, not set to nothing: over HTTP/2 Kestrel ends the headers at one without a value, and drops those after it.
        headers.Remove("X-Powered-By");

        var path = context.Request.Path.Value.AsSpan();
        if (path.StartsWith(Api, StringComparison.Ordinal))
        {
            ApplyToApi(headers, isWebhook: path.StartsWith(Webhooks, StringComparison.Ordinal));
            return ValueTask.CompletedTask;
        }

        headers["Cross-Origin-Resource-Policy"] = _sameOrigin;
        headers["Referrer-Policy"] = _referrer;
        return IsPage(context) ? ApplyToPageAsync(context) : ValueTask.CompletedTask;
    }

    private void ApplyToApi(IHeaderDictionary headers, bool isWebhook)
    {
        if (!isWebhook)
        {
            headers["Referrer-Policy"] = _referrer;
            return;
        }

        if (options.IsolateWebhookPages)
        {
            headers.Append("Content-Security-Policy", _isolation);
        }

        if (_frames.Count > 0)
        {
            headers.Append("Content-Security-Policy", _frames);
            headers.Remove("X-Frame-Options");
        }
    }

    private async ValueTask ApplyToPageAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Permissions-Policy"] = _permissions;
        headers["Cross-Origin-Opener-Policy"] = IsOAuthRedirect(context.Request.Path) ? default : _popups;

        var validator = PageValidator.Of(headers);
        if (options.Mode is not PolicyMode.Off && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            await page.CatchUpAsync(validator);
        }

        if (headers.ContentSecurityPolicy.Count == 0 || validator == page.Current?.Validator)
        {
            policy.Headers.Apply(headers);
        }
    }

    private static bool IsOAuthRedirect(PathString path) => path.Value is OAuthRedirect or OAuthRedirect + "/";

    /// <summary>A browser that has the page already is told of a changed policy with the news that the page is the same; that answer names no type.</summary>
    private static bool IsPage(HttpContext context) => context.Response.StatusCode == StatusCodes.Status304NotModified
        ? context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        : context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
}
