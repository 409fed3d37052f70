using System.Globalization;
using Wasper.Gateway.Headers;

namespace Wasper.Gateway.Proxy;

/// <summary>An answer of the gateway itself: a status and one plain sentence.</summary>
/// <param name="RetryAfterSeconds">When trying again makes sense; null where it does not.</param>
internal sealed record PlainAnswer(int Status, string Sentence, int? RetryAfterSeconds = null)
{
    /// <summary>Writes the answer; with <paramref name="close"/> it is the last one of an HTTP/1 connection.</summary>
    public Task WriteAsync(HttpContext context, bool close = false)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = Status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = Sentence.Length + 1;
        if (close && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }

        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (context.Request.IsHttps)
        {
            SecurityHeaders.Apply(response.Headers);
        }

        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync(Sentence + "\n", context.RequestAborted);
    }
}
