using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Pipelines;

/// <summary>One thing to do when publishing or deploying, and its place among the others.</summary>
[Experimental("ASPIREPIPELINES001")]
public class PipelineStep
{
    /// <summary>Unique in the pipeline, with regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for those who look at the pipeline.</summary>
    public string? Description { get; init; }

    /// <summary>What the step does; it fails by throwing.</summary>
    public required Func<PipelineStepContext, Task> Action { get; init; }

    /// <summary>Names of the steps that must succeed before.</summary>
    public List<string> DependsOnSteps { get; init; } = [];

    /// <summary>Names of the steps that need this one to succeed before.</summary>
    public List<string> RequiredBySteps { get; init; } = [];

    /// <summary>What kind of step it is: see <see cref="WellKnownPipelineTags"/>.</summary>
    public List<string> Tags { get; init; } = [];

    /// <summary>The resource that brought the step.</summary>
    public IResource? Resource { get; set; }

    /// <summary>Lets the other step succeed before this one begins.</summary>
    public void DependsOn(string stepName) => DependsOnSteps.Add(stepName);

    /// <inheritdoc cref="DependsOn(string)"/>
    public void DependsOn(PipelineStep step) => DependsOn(step.Name);

    /// <summary>Lets this step succeed before the other one begins.</summary>
    public void RequiredBy(string stepName) => RequiredBySteps.Add(stepName);

    /// <inheritdoc cref="RequiredBy(string)"/>
    public void RequiredBy(PipelineStep step) => RequiredBy(step.Name);
}
