using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Pipelines;

/// <summary>Where steps write.</summary>
[Experimental("ASPIREPIPELINES004")]
public interface IPipelineOutputService
{
    /// <summary>The folder of <c>--output-path</c>, or <c>aspire-output</c> in the current one; absolute, and not made yet.</summary>
    string GetOutputDirectory();

    /// <summary>The resource's own folder in it, not made yet.</summary>
    string GetOutputDirectory(IResource resource);

    /// <summary>A folder that is for this user alone and is gone when the run is over.</summary>
    string GetTempDirectory();

    /// <summary>The resource's own folder in it.</summary>
    string GetTempDirectory(IResource resource);
}
