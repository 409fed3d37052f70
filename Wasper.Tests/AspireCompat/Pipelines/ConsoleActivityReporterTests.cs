using Aspire.Hosting;
using Microsoft.Extensions.Logging;

namespace Wasper.Tests.AspireCompat.Pipelines;

public sealed partial class ConsoleActivityReporterTests
{
    [Fact]
    public async Task Execute_StepThatSaysAll_PrintsALineForEachAndTheSummary()
    {
        await using var run = new PipelineRun();
        run.Add("target", async context =>
        {
            await using (var task = await context.ReportingStep.CreateTaskAsync("Uploading", context.CancellationToken))
            {
                await task.UpdateAsync("Uploading 3 of 5", context.CancellationToken);
            }

            var unpacking = await context.ReportingStep.CreateTaskAsync("Unpacking", context.CancellationToken);
            await unpacking.CompleteAsync("5 images", cancellationToken: context.CancellationToken);
            await unpacking.DisposeAsync();
            LogWaiting(context.Logger, 2);
            context.ReportingStep.Log(LogLevel.Warning, "The clock is 2 s off.");
            LogDetail(context.Logger);
            run.Time.Advance(TimeSpan.FromMilliseconds(1240));
            context.Summary.Add("Output", "/srv/out");
            context.Summary.Add("Images", "5");
            await context.ReportingStep.CompleteAsync("release 7", cancellationToken: context.CancellationToken);
        });

        await run.ExecuteAsync();

        Assert.Equal(
            """
              target: Uploading …
              target: Uploading 3 of 5 …
              target: ✓ Uploading 3 of 5
              target: Unpacking …
              target: ✓ 5 images
              target: Waiting for 2 services.
              target: warning: The clock is 2 s off.
            target ✓ 1.2 s: release 7

            Output  /srv/out
            Images  5
            'target' succeeded: 1 steps in 1.2 s.

            """,
            run.Console,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Execute_FailingStep_PrintsWhyAndTheSummarySoFar()
    {
        await using var run = new PipelineRun();
        run.Add("target", context =>
        {
            context.Summary.Add("Backup", "made before the release");
            throw new DistributedApplicationException("The host key has changed.");
        });

        await Assert.ThrowsAsync<DistributedApplicationException>(() => run.ExecuteAsync());

        Assert.Equal(
            """
            target ✗ 0.0 s: The host key has changed.

            Backup  made before the release
            'target' failed after 0.0 s.

            """,
            run.Console,
            ignoreLineEndingDifferences: true);
    }

    [LoggerMessage(LogLevel.Information, "Waiting for {Count} services.")]
    private static partial void LogWaiting(ILogger logger, int count);

    [LoggerMessage(LogLevel.Debug, "A detail.")]
    private static partial void LogDetail(ILogger logger);
}
