using Aspire.Hosting;
using Aspire.Hosting.Pipelines;

namespace Wasper.Tests.AspireCompat.Pipelines;

public sealed class PipelineExecutionTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Execute_Dependencies_RunBeforeAndOnlyThey()
    {
        await using var run = new PipelineRun();
        run.Add("target", dependsOn: "second");
        run.Add("second", dependsOn: new List<string> { "first" });
        run.Add("first");
        run.Add("aside");

        await run.ExecuteAsync();

        Assert.Equal(["first", "second", "target"], run.Ran);
    }

    [Fact]
    public async Task Execute_IndependentSteps_RunSideBySide()
    {
        await using var run = new PipelineRun();
        using var both = new Barrier(participantCount: 2);
        Task MeetAsync(PipelineStepContext context) =>
            Task.Run(() => Assert.True(both.SignalAndWait(_patience, context.CancellationToken)), context.CancellationToken);
        run.Add("left", MeetAsync, requiredBy: "target");
        run.Add("right", MeetAsync, requiredBy: "target");
        run.Add("target");

        await run.ExecuteAsync();

        Assert.Equal(["left", "right", "target"], run.Ran.Order());
    }

    [Fact]
    public async Task Execute_FailingStep_StopsWhatWaitsForItAndNothingElse()
    {
        await using var run = new PipelineRun();
        run.Add("broken", _ => throw new IOException("The disk is full."), requiredBy: "middle");
        run.Add("middle", requiredBy: "target");
        run.Add("sound", requiredBy: "target");
        run.Add("target");

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => run.ExecuteAsync());

        Assert.Equal(["sound"], run.Ran);
        Assert.Equal("The step 'broken' failed: The disk is full. Not run because of that: middle, target.", exception.Message);
        Assert.IsType<IOException>(exception.GetBaseException());
    }

    [Fact]
    public async Task Execute_TwoFailures_TellsBoth()
    {
        await using var run = new PipelineRun();
        run.Add("one", _ => throw new DistributedApplicationException("No host."), requiredBy: "target");
        run.Add("two", _ => throw new DistributedApplicationException("No key."), requiredBy: "target");
        run.Add("target");

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => run.ExecuteAsync());

        Assert.Equal("The step 'one' failed: No host. The step 'two' failed: No key. Not run because of that: target.", exception.Message);
    }

    [Fact]
    public async Task Execute_StepThatReportsAnError_HasFailed()
    {
        await using var run = new PipelineRun();
        run.Add(
            "checked",
            context => context.ReportingStep.CompleteAsync("2 of 3 hosts answered", CompletionState.CompletedWithError, context.CancellationToken),
            requiredBy: "target");
        run.Add("target");

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => run.ExecuteAsync());

        Assert.Equal("The step 'checked' failed: 2 of 3 hosts answered. Not run because of that: target.", exception.Message);
        Assert.DoesNotContain("target", run.Ran);
    }

    [Fact]
    public async Task Execute_StoppedByTheUser_EndsTheStepAndBeginsNoOther()
    {
        await using var run = new PipelineRun();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        run.Add(
            "endless",
            async context =>
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            },
            requiredBy: "target");
        run.Add("target");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ExecuteAsync(stop.Token));

        Assert.Empty(run.Ran);
        Assert.Contains("'target' was stopped after 0.0 s.", run.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_StepsOfResources_AreMadeFromTheCompleteModel()
    {
        await using var run = new PipelineRun(WellKnownPipelineSteps.Publish);
        var web = new NamedResource("web");
        run.Model.Resources.Add(web);
        PipelineStep? made = null;
        web.Annotations.Add(new PipelineStepAnnotation(context => made = new PipelineStep
        {
            Name = $"write-{context.Resource.Name}-of-{context.PipelineContext.Model.Resources.Count}",
            Action = run.Noting("write"),
            RequiredBySteps = [WellKnownPipelineSteps.Publish],
        }));
        web.Annotations.Add(new PipelineStepAnnotation(_ => Task.FromResult<IEnumerable<PipelineStep>>(
            [new() { Name = "check", Action = run.Noting("check"), RequiredBySteps = ["write-web-of-2"] }])));
        run.Model.Resources.Add(new NamedResource("db"));

        await run.ExecuteAsync();

        Assert.Equal(["check", "write"], run.Ran);
        Assert.Same(web, made?.Resource);
    }

    [Fact]
    public async Task AddStep_NameOfAnother_NamesIt()
    {
        await using var run = new PipelineRun();

        var exception = Assert.Throws<DistributedApplicationException>(() => run.Add(WellKnownPipelineSteps.Publish));

        Assert.Contains("'publish'", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => run.Add("other", dependsOn: 3));
    }

    [Theory]
    [InlineData(WellKnownPipelineSteps.Publish)]
    [InlineData(WellKnownPipelineSteps.PublishPrereq)]
    [InlineData(WellKnownPipelineSteps.Deploy)]
    [InlineData(WellKnownPipelineSteps.DeployPrereq)]
    [InlineData(WellKnownPipelineSteps.Destroy)]
    [InlineData(WellKnownPipelineSteps.Build)]
    public async Task Execute_WellKnownStepOfAnEmptyPipeline_Succeeds(string step)
    {
        await using var run = new PipelineRun(step);

        await run.ExecuteAsync();

        Assert.Contains($"{step} ✓ 0.0 s", run.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_UnexpectedException_KeepsItForTheLog()
    {
        await using var run = new PipelineRun();
        run.Add("target", _ => throw new InvalidOperationException("Sequence contains no elements"));

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => run.ExecuteAsync());

        Assert.Equal("The step 'target' failed: Sequence contains no elements.", exception.Message);
        Assert.IsType<InvalidOperationException>(exception.GetBaseException());
    }
}
