using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>What the command line says about the run; the configuration section <c>Pipeline</c>.</summary>
[Experimental("ASPIREPIPELINES001")]
public class PipelineOptions
{
    /// <summary>Name of the step to run, <c>--step</c>.</summary>
    public string? Step { get; set; }

    /// <summary>The folder that the steps write to, <c>--output-path</c>; relative to the current one.</summary>
    public string? OutputPath { get; set; }
}
