using System.Runtime.CompilerServices;
using Wasper.Gateway.Headers;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>Waits for the app's answer on a connection and passes it on to the client.</summary>
internal sealed class AnswerForwarder(AnswerHeaders answerHeaders)
{
    /// <param name="maySwitch">Whether another protocol has been asked for: then a change to it is left to the caller (<see cref="DirectKind.Switched"/>), and
    /// what has arrived beyond the head is of that protocol.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<DirectResult> PassAsync(HttpContext context, AppConnection connection, bool maySwitch = false)
    {
        var (receiver, answer) = (connection.Receiver, connection.Answer);
        do
        {
            int length;
            while ((length = AnswerHead.Find(receiver.Arrived.Span)) == 0)
            {
                if (receiver.Arrived.Length >= AnswerHead.MaxBytes)
                {
                    return new DirectResult(DirectKind.BadAnswer);
                }

                if (!await receiver.WaitAsync())
                {
                    return new DirectResult(EndOf(connection));
                }
            }

            if (!answer.TryRead(receiver.Arrived.Span[..length]))
            {
                return new DirectResult(DirectKind.BadAnswer);
            }

            receiver.Consume(length);
        }
        while (answer.IsInterim);

        if (answer.Status < StatusCodes.Status200OK)
        {
            return new DirectResult(maySwitch ? DirectKind.Switched : DirectKind.BadAnswer);
        }

        if (InnerProxyAnswer.Is(answer))
        {
            return new DirectResult(DirectKind.InnerProxy);
        }

        answer.CopyTo(context);
        await answerHeaders.ApplyAsync(context);
        return await PassBodyAsync(context, connection) switch
        {
            AnswerBody.End.Whole => default,
            AnswerBody.End.ClientGone => new DirectResult(DirectKind.ClientGone, HasBegun: true),
            AnswerBody.End.Malformed => new DirectResult(DirectKind.BadAnswer, HasBegun: true),
            _ => new DirectResult(EndOf(connection), HasBegun: true),
        };
    }

    // RFC 9112, 6.3.
    private static ValueTask<AnswerBody.End> PassBodyAsync(HttpContext context, AppConnection connection)
    {
        var answer = connection.Answer;
        if (HttpMethods.IsHead(context.Request.Method)
            || answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified
            || answer.ContentLength is 0)
        {
            return ValueTask.FromResult(AnswerBody.End.Whole);
        }

        var body = new AnswerBody(context, connection.Receiver);
        return answer.IsChunked ? body.CopyChunksAsync()
            : answer.ContentLength is { } length ? body.CopyAsync(length)
            : body.CopyToCloseAsync();
    }

    private static DirectKind EndOf(AppConnection connection) => connection.AbortReason switch
    {
        AbortReason.ClientGone => DirectKind.ClientGone,
        AbortReason.ClientBody => DirectKind.BadBody,
        AbortReason.SlowClientBody => DirectKind.SlowBody,
        AbortReason.TooLarge => DirectKind.TooLarge,
        AbortReason.Silence => DirectKind.Silence,
        AbortReason.Stop => DirectKind.Stopped,
        _ => DirectKind.Cut,
    };
}
