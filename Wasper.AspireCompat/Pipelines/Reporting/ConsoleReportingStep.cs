using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

internal sealed class ConsoleReportingStep(ConsoleActivityReporter console, string name) : IReportingStep
{
    private readonly long _started = console.Now;
    private int _state = (int)CompletionState.InProgress;

    public CompletionState State => (CompletionState)_state;

    /// <summary>What the step said at its end; null if nothing.</summary>
    public string? Text { get; private set; }

    public Task<IReportingTask> CreateTaskAsync(string statusText, CancellationToken cancellationToken = default)
    {
        WriteLine($"{statusText} …");
        return Task.FromResult<IReportingTask>(new ConsoleReportingTask(this, statusText));
    }

    public void Log(LogLevel logLevel, string message)
    {
        var level = logLevel switch
        {
            >= LogLevel.Error => "error: ",
            LogLevel.Warning => "warning: ",
            _ => "",
        };
        WriteLine(level + message);
    }

    public Task CompleteAsync(
        string completionText,
        CompletionState completionState = CompletionState.Completed,
        CancellationToken cancellationToken = default)
    {
        End(completionState, completionText);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        End(CompletionState.Completed, text: null);
        return ValueTask.CompletedTask;
    }

    public void WriteLine(string text) => console.WriteLine($"  {name}: {text}");

    private void End(CompletionState state, string? text)
    {
        if (Interlocked.CompareExchange(ref _state, (int)state, (int)CompletionState.InProgress) != (int)CompletionState.InProgress)
        {
            return;
        }

        Text = text;
        console.WriteLine($"{name} {ConsoleActivityReporter.Mark(state)} {console.Since(_started)} s{(string.IsNullOrEmpty(text) ? "" : $": {text}")}");
    }
}
