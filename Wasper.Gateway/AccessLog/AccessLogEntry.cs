using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Wasper.Gateway.AccessLog;

/// <summary>One line of the access log. The query is left out: the app's own may hold tokens.</summary>
internal sealed record AccessLogEntry
{
    public required DateTimeOffset Time { get; init; }

    /// <summary>The client's address, masked where that is asked for.</summary>
    public required string? Client { get; init; }

    public required string Method { get; init; }

    public required string? Host { get; init; }

    /// <summary>As the client wrote it, up to the query.</summary>
    public required string Path { get; init; }

    public required string Protocol { get; init; }

    public required int Status { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public required long Bytes { get; init; }

    public required double DurationMs { get; init; }

    public required string? UserAgent { get; init; }

    public required string? Referer { get; init; }

    public required string? TraceId { get; init; }

    public static AccessLogEntry Of(HttpContext context, DateTimeOffset received, TimeSpan duration, long bytes, string? client)
    {
        var request = context.Request;
        return new AccessLogEntry
        {
            Time = received,
            Client = client,
            Method = request.Method,
            Host = request.Host.Value,
            Path = WithoutQuery(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget),
            Protocol = request.Protocol,
            Status = context.Response.StatusCode,
            Bytes = bytes,
            DurationMs = Math.Round(duration.TotalMilliseconds, 3),
            UserAgent = request.Headers.UserAgent,
            Referer = request.Headers.Referer.ToString() is { Length: > 0 } referer ? WithoutQuery(referer) : null,
            TraceId = Activity.Current?.TraceId.ToHexString(),
        };
    }

    private static string WithoutQuery(string target) => target.Split('?', 2)[0];
}
