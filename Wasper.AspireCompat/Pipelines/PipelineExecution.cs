using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>
/// One run: each step begins as soon as everything it waits for has succeeded. After a failure nothing that waits for the failed step begins;
/// what does not is carried to its end, so that no half-written output is left by a step that was fine.
/// </summary>
internal sealed partial class PipelineExecution(PipelineContext context, IPipelineActivityReporter reporter, TimeProvider timeProvider)
{
    /// <exception cref="DistributedApplicationException">One or more steps failed.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the run.</exception>
    public async Task RunAsync(PipelineGraph graph, PipelineStep target)
    {
        var started = timeProvider.GetTimestamp();
        var ends = new Dictionary<string, Task<StepEnd>>(StringComparer.Ordinal);
        foreach (var step in graph.UpTo(target))
        {
            ends.Add(step.Name, RunAfterAsync(step, [.. graph.DependenciesOf(step).Select(name => ends[name])]));
        }

        var all = await Task.WhenAll(ends.Values);
        var failed = all.Where(end => end.Failure is not null).ToList();
        var seconds = timeProvider.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var stopped = context.CancellationToken.IsCancellationRequested;
        var message = (stopped, failed.Count) switch
        {
            (true, _) => $"'{target.Name}' was stopped after {seconds} s.",
            (_, 0) => $"'{target.Name}' succeeded: {all.Length} steps in {seconds} s.",
            _ => $"'{target.Name}' failed after {seconds} s.",
        };
        await reporter.CompletePublishAsync(
            new PublishCompletionOptions
            {
                CompletionMessage = message,
                CompletionState = stopped || failed.Count > 0 ? CompletionState.CompletedWithError : CompletionState.Completed,
                PipelineSummary = context.Summary.Items,
            },
            CancellationToken.None);

        if (failed.Count > 0)
        {
            var notRun = all.Where(end => end.Skipped).Select(end => end.Step.Name).ToList();
            var consequence = notRun.Count > 0 ? $" Not run because of that: {string.Join(", ", notRun)}." : "";
            throw new DistributedApplicationException(string.Join(" ", failed.Select(end => end.Failure!.Message)) + consequence, failed[0].Failure!);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<StepEnd> RunAfterAsync(PipelineStep step, IReadOnlyCollection<Task<StepEnd>> dependencies)
    {
        var before = await Task.WhenAll(dependencies);
        if (before.Any(end => !end.Succeeded) || context.CancellationToken.IsCancellationRequested)
        {
            return new StepEnd(step, Skipped: true);
        }

        // Not on this thread: a step that does much before its first await would hold up those beside it.
        return await Task.Run(() => RunAsync(step));
    }

    private async Task<StepEnd> RunAsync(PipelineStep step)
    {
        await using var reporting = await reporter.CreateStepAsync(step.Name, CancellationToken.None);
        try
        {
            await step.Action(new PipelineStepContext { PipelineContext = context, ReportingStep = reporting });
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            await reporting.CompleteAsync("stopped", CompletionState.CompletedWithWarning, CancellationToken.None);
            return new StepEnd(step, Skipped: true);
        }
        catch (Exception exception)
        {
            if (!IsExplained(exception))
            {
                LogFailed(context.Logger, exception, step.Name);
            }

            await reporting.CompleteAsync(exception.Message, CompletionState.CompletedWithError, CancellationToken.None);
            return Failed(step, exception.Message, exception);
        }

        return reporting is ConsoleReportingStep { State: CompletionState.CompletedWithError, Text: var text }
            ? Failed(step, text, inner: null)
            : new StepEnd(step);
    }

    // The machine's and the network's failures say what is wrong by themselves; anything else is a mistake in a step, and its place is of use.
    private static bool IsExplained(Exception exception) =>
        exception is DistributedApplicationException or IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException;

    private static StepEnd Failed(PipelineStep step, string? why, Exception? inner)
    {
        var sentence = $"The step '{step.Name}' failed: {(why ?? "it says no more").TrimEnd('.')}.";
        return new StepEnd(step, Failure: inner is null ? new DistributedApplicationException(sentence) : new DistributedApplicationException(sentence, inner));
    }

    [LoggerMessage(LogLevel.Error, "The step '{Step}' failed unexpectedly.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string step);

    /// <param name="Skipped">Not begun, or given up when the user stopped the run.</param>
    private sealed record StepEnd(PipelineStep Step, bool Skipped = false, DistributedApplicationException? Failure = null)
    {
        public bool Succeeded => !Skipped && Failure is null;
    }
}
