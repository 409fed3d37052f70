using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>The steps that publish, deploy and destroy an application.</summary>
[Experimental("ASPIREPIPELINES001")]
public interface IDistributedApplicationPipeline
{
    /// <summary>Adds a step.</summary>
    /// <param name="name">Unique in the pipeline, with regard to case.</param>
    /// <param name="action">What the step does; it fails by throwing.</param>
    /// <param name="dependsOn">Steps that must succeed before: a name (<see cref="string"/>) or names (<see cref="IEnumerable{T}"/> of string).</param>
    /// <param name="requiredBy">Steps that need this one: a name or names.</param>
    /// <exception cref="DistributedApplicationException">There is a step of the same name.</exception>
    /// <exception cref="ArgumentException"><paramref name="dependsOn"/> or <paramref name="requiredBy"/> is neither a name nor names.</exception>
    void AddStep(string name, Func<PipelineStepContext, Task> action, object? dependsOn = null, object? requiredBy = null);

    /// <inheritdoc cref="AddStep(string, Func{PipelineStepContext, Task}, object?, object?)"/>
    void AddStep(PipelineStep step);

    /// <summary>Runs the step that the command line names, after everything it depends on.</summary>
    /// <exception cref="DistributedApplicationException">A step failed, or the steps do not fit together; the message says which and why.</exception>
    Task ExecuteAsync(PipelineContext context);
}
