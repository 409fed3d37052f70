namespace Aspire.Hosting.Pipelines;

internal sealed class ConsoleReportingTask(ConsoleReportingStep step, string status) : IReportingTask
{
    private string _status = status;
    private int _ended;

    public Task UpdateAsync(string statusText, CancellationToken cancellationToken = default)
    {
        _status = statusText;
        step.WriteLine($"{statusText} …");
        return Task.CompletedTask;
    }

    public Task CompleteAsync(
        string? completionMessage = null,
        CompletionState completionState = CompletionState.Completed,
        CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            step.WriteLine($"{ConsoleActivityReporter.Mark(completionState)} {completionMessage ?? _status}");
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await CompleteAsync();
}
