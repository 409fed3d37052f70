using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Headers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Opens WebSockets to an app that is reached by plain HTTP, for clients that ask by HTTP/1.1 (RFC 6455) and by HTTP/2 (RFC 8441). The app knows the
/// first way only.</summary>
internal sealed class SocketForwarder(
    GatewayOptions options,
    AppConnectionPool pool,
    RequestHead head,
    AnswerForwarder answers,
    AnswerHeaders answerHeaders,
    UpstreamMetrics metrics)
{
    private const string WebSocket = "websocket";
    private const int KeyBytes = 16;

    /// <summary>What a server adds to the key before it hashes it (RFC 6455, 1.3).</summary>
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Hands the request to the app, and what the two sides say from then on to each other. An app that does not want the WebSocket has answered as it
    /// would any request.</summary>
    public async ValueTask<DirectResult> SendAsync(HttpContext context)
    {
        // What it took to open it is gone while it lasts.
        var opening = await OpenAsync(context);
        if (opening is { Tunnel: { } tunnel, Client: { } client })
        {
            try
            {
                await tunnel.RunAsync(client);
            }
            finally
            {
                pool.Discard(tunnel);
            }
        }

        return opening.Result;
    }

    private async Task<Opening> OpenAsync(HttpContext context)
    {
        using var span = UpstreamSpan.Start(context, options.Upstream);
        Opening opening;
        try
        {
            opening = (pool.TryTake() ?? await pool.ConnectAsync(context.RequestAborted)) is { } connection
                ? await OpenAsync(context, connection)
                : new Opening(new DirectResult(DirectKind.Unreachable));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            opening = new Opening(new DirectResult(DirectKind.ClientGone));
        }

        if (opening.Result.Kind is not (DirectKind.Answered or DirectKind.ClientGone))
        {
            metrics.Count(opening.Result.Kind);
        }

        if (span is not null)
        {
            UpstreamSpan.Describe(span, context, opening.Result);
        }

        return opening;
    }

    private async Task<Opening> OpenAsync(HttpContext context, AppConnection connection)
    {
        var connect = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } extended ? extended : null;
        var key = connect is null ? null : Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        if (!head.TryWriteUpgrade(context, Activity.Current, key, connection.Out))
        {
            pool.Return(connection);
            return new Opening(new DirectResult(DirectKind.BadRequest));
        }

        AppSocket used = connection;
        var isReusable = false;
        var registration = context.RequestAborted.UnsafeRegister(static aborted => ((AppConnection)aborted!).Abort(AbortReason.ClientGone), connection);
        try
        {
            await connection.Sender.SendAsync(connection.Out.Written);
            var result = await answers.PassAsync(context, connection, maySwitch: true);
            if (result.Kind is not DirectKind.Switched)
            {
                isReusable = result.Kind is DirectKind.Answered && connection.Answer.IsReusable;
                return new Opening(result);
            }

            if (!IsRight(connection.Answer, key))
            {
                return new Opening(new DirectResult(DirectKind.BadAnswer));
            }

            var client = await AnswerAsync(context, connection.Answer, connect);
            await client.WriteAsync(connection.Receiver.Arrived, context.RequestAborted);
            used = pool.Switch(connection);
            return new Opening(default, (Tunnel)used, client);
        }
        finally
        {
            registration.Dispose();
            if (isReusable)
            {
                pool.Return(connection);
            }
            else if (used == connection)
            {
                pool.Discard(connection);
            }
        }
    }

    // RFC 6455, 4.1. A client that has sent its own key looks at the proof itself.
    private static bool IsRight(AnswerHead answer, string? key) =>
        answer.SwitchesTo(WebSocket) && (key is null || answer.ValueOf(HeaderNames.SecWebSocketAccept) == AcceptOf(key));

    [SuppressMessage("Security", "CA5350", Justification = "The protocol's own, against caches and not against attackers (RFC 6455, 10.8).")]
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));

    private async Task<Stream> AnswerAsync(HttpContext context, AnswerHead answer, IHttpExtendedConnectFeature? connect)
    {
        answer.CopyTo(context);
        await answerHeaders.ApplyAsync(context);
        if (connect is null)
        {
            context.Response.Headers.Upgrade = WebSocket;
            return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }

        // RFC 8441, 5: success is 200 there, and proves itself by nothing else.
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Remove(HeaderNames.SecWebSocketAccept);
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            // A WebSocket is silent for as long as it likes.
            rate.MinDataRate = null;
        }

        return await connect.AcceptAsync();
    }

    /// <summary>What came of the request. The two others are there where the app has taken the WebSocket.</summary>
    private readonly record struct Opening(DirectResult Result, Tunnel? Tunnel = null, Stream? Client = null);
}
