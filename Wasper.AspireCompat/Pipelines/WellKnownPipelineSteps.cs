using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>
/// Steps that every pipeline has. They do next to nothing themselves: other steps name them in <see cref="PipelineStep.RequiredBySteps"/> to be
/// part of them, and the <c>…Prereq</c> in <see cref="PipelineStep.DependsOnSteps"/> to come after what is always first.
/// </summary>
[Experimental("ASPIREPIPELINES001")]
public static class WellKnownPipelineSteps
{
    /// <summary>The application's files are written.</summary>
    public const string Publish = "publish";

    /// <summary>What every publishing step may rely on.</summary>
    public const string PublishPrereq = "publish-prereq";

    /// <summary>The application runs where it was deployed to.</summary>
    public const string Deploy = "deploy";

    /// <summary>What every deploying step may rely on.</summary>
    public const string DeployPrereq = "deploy-prereq";

    /// <summary>All parameters have values.</summary>
    public const string ProcessParameters = "process-parameters";

    /// <summary>The images are built.</summary>
    public const string Build = "build";

    /// <summary>What every building step may rely on.</summary>
    public const string BuildPrereq = "build-prereq";

    /// <summary>What was deployed is gone.</summary>
    public const string Destroy = "destroy";

    /// <summary>What every destroying step may rely on.</summary>
    public const string DestroyPrereq = "destroy-prereq";
}
