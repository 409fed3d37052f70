using Aspire.Hosting;
using Aspire.Hosting.Pipelines;

namespace Wasper.Tests.AspireCompat.Pipelines;

public sealed class PipelineGraphTests
{
    [Fact]
    public void UpTo_StepWithDependencies_OrdersThemBeforeAndLeavesOutTheRest()
    {
        var graph = new PipelineGraph([Step("last", dependsOn: ["middle"]), Step("aside"), Step("first", requiredBy: ["middle"]), Step("middle")]);

        Assert.Equal(["first", "middle", "last"], graph.UpTo(graph.Find("last")).Select(step => step.Name));
    }

    [Fact]
    public void UpTo_DependencyReachedTwice_ComesOnce()
    {
        var graph = new PipelineGraph([Step("end", ["left", "right"]), Step("left", ["start"]), Step("right", ["start"]), Step("start")]);

        Assert.Equal(["start", "left", "right", "end"], graph.UpTo(graph.Find("end")).Select(step => step.Name));
    }

    [Fact]
    public void Constructor_Circle_NamesItsSteps()
    {
        var exception = Assert.Throws<DistributedApplicationException>(
            () => new PipelineGraph([Step("a", ["b"]), Step("b", ["c"]), Step("c", requiredBy: ["b"]), Step("d", requiredBy: ["c"], dependsOn: ["b"])]));

        Assert.Equal("Pipeline steps wait for each other in a circle: b → c → d → b; take one of these dependencies out.", exception.Message);
    }

    [Fact]
    public void Constructor_StepThatNeedsItself_IsACircle()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => new PipelineGraph([Step("a", ["a"])]));

        Assert.Contains("a → a;", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_SameNameTwice_NamesIt()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => new PipelineGraph([Step("a"), Step("a")]));

        Assert.Equal("There are two pipeline steps of the name 'a'; give one of them another name.", exception.Message);
    }

    [Fact]
    public void Constructor_UnknownDependency_NamesBothAndWhatThereIs()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => new PipelineGraph([Step("write", ["compse"]), Step("compose")]));

        Assert.Equal("There is no pipeline step 'compse', but the step 'write' depends on it; there are: compose, write.", exception.Message);
    }

    [Fact]
    public void Constructor_UnknownStepThatRequires_NamesBoth()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => new PipelineGraph([Step("write", requiredBy: ["publsh"])]));

        Assert.Equal("There is no pipeline step 'publsh', but the step 'write' is said to be required by it; there are: write.", exception.Message);
    }

    [Theory]
    [InlineData(null, "No pipeline step was named; add --step and one of: deploy, publish.")]
    [InlineData("", "No pipeline step was named; add --step and one of: deploy, publish.")]
    [InlineData("nope", "There is no pipeline step 'nope', but it was asked for; there are: deploy, publish.")]
    public void Find_NameOfNoStep_SaysWhatThereIs(string? name, string message)
    {
        var graph = new PipelineGraph([Step("publish"), Step("deploy")]);

        Assert.Equal(message, Assert.Throws<DistributedApplicationException>(() => graph.Find(name)).Message);
    }

    private static PipelineStep Step(string name, string[]? dependsOn = null, string[]? requiredBy = null) => new()
    {
        Name = name,
        Action = _ => Task.CompletedTask,
        DependsOnSteps = [.. dependsOn ?? []],
        RequiredBySteps = [.. requiredBy ?? []],
    };
}
