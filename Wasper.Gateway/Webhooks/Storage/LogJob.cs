namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>What is asked of the log: a record to append, or work on the log as a whole. Completes when that is done.</summary>
internal sealed class LogJob(byte[] record, bool isMark, bool isDurable, Action<RecordPlace>? written, Action<SpoolLog.Rewriter>? work)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public byte[] Record => record;

    public bool IsMark => isMark;

    public bool IsDurable => isDurable;

    public Action<SpoolLog.Rewriter>? Work => work;

    public void Succeed(RecordPlace place)
    {
        written?.Invoke(place);
        SetResult();
    }

    public void Do(SpoolLog.Rewriter rewriter)
    {
        try
        {
            work!(rewriter);
            SetResult();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    public void Fail(Exception exception) =>
        SetException(exception is IOException ? exception : new IOException(exception.Message, exception));
}
