using System.Globalization;

namespace Aspire.Hosting.Pipelines;

/// <summary>A line for each thing that happens, under the name of the step it happens in: steps run side by side.</summary>
internal sealed class ConsoleActivityReporter(TextWriter output, TimeProvider timeProvider) : IPipelineActivityReporter
{
    private readonly Lock _gate = new();

    public Task<IReportingStep> CreateStepAsync(string title, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReportingStep>(new ConsoleReportingStep(this, title));

    public Task CompletePublishAsync(PublishCompletionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var summary = options?.PipelineSummary ?? [];
        var width = summary.Select(item => item.Key.Length).DefaultIfEmpty().Max();
        List<string> lines = ["", .. summary.Select(item => $"{item.Key.PadRight(width)}  {item.Value}")];
        if (options?.CompletionMessage is { } message)
        {
            lines.Add(message);
        }

        WriteLine(string.Join(Environment.NewLine, lines));
        return Task.CompletedTask;
    }

    public void WriteLine(string text)
    {
        lock (_gate)
        {
            output.WriteLine(text);
        }
    }

    public long Now => timeProvider.GetTimestamp();

    /// <summary>Seconds with one decimal.</summary>
    public string Since(long start) => timeProvider.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Mark(CompletionState state) => state switch
    {
        CompletionState.CompletedWithError => "✗",
        CompletionState.CompletedWithWarning => "!",
        _ => "✓",
    };
}
