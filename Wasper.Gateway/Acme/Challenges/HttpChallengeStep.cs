using Wasper.Gateway.Acme.Storage;
using Wasper.Gateway.Pipeline;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Acme.Challenges;

/// <summary>Answers HTTP-01 challenges (RFC 8555, section 8.3), on both ports and for any host: an issuer follows redirects, and a name may be on its way into
/// the configuration. Nothing under their path reaches the app.</summary>
internal sealed partial class HttpChallengeStep(SharedChallenges challenges, ILogger<HttpChallengeStep> logger) : IEdgeStep
{
    public const string Prefix = "/.well-known/acme-challenge/";

    private static readonly PlainAnswer _none = new(StatusCodes.Status404NotFound, "There is no such challenge.");

    private static readonly PlainAnswer _unknown = new(StatusCodes.Status503ServiceUnavailable, "The challenges cannot be read now.", RetryAfterSeconds: 10);

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Path.Value is { } path && path.StartsWith(Prefix, StringComparison.Ordinal) ? AnswerAsync(context, path[Prefix.Length..]) : next(context);

    private async Task AnswerAsync(HttpContext context, string token)
    {
        string? answer;
        try
        {
            answer = await challenges.FindHttpAsync(token, context.RequestAborted);
        }
        catch (StoreException exception)
        {
            // The certificate's manager says so aloud; anybody can ask here as often as they like.
            Log.Unreadable(logger, exception.Message);
            await _unknown.WriteAsync(context);
            return;
        }

        if (answer is null || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            await _none.WriteAsync(context);
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = answer.Length;
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(answer, context.RequestAborted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "A challenge was not answered: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
