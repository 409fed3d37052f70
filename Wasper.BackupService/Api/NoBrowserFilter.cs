namespace Wasper.BackupService.Api;

/// <summary>
/// Refuses what a web page asks for. The service has no pages and no sign-in, so that a page which has a browser send such a request is
/// another's, whatever it claims about its origin. Browsers mark each POST with one of these headers; pages cannot take them away.
/// </summary>
internal sealed class NoBrowserFilter : IEndpointFilter
{
    private static readonly string[] _marks = ["Origin", "Sec-Fetch-Site"];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => _marks.Any(context.HttpContext.Request.Headers.ContainsKey)
            ? TypedResults.Problem(
                "Requests from web pages are refused here: use the command line, the dashboard's command, or a client that is no browser.",
                statusCode: StatusCodes.Status403Forbidden,
                extensions: new Dictionary<string, object?> { ["code"] = "browser-refused" })
            : await next(context);
}
