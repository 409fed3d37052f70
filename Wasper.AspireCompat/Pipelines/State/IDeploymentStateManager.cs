using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>What one deployment leaves for the next: addresses, names, digests. In sections, so that steps do not overwrite each other's.</summary>
[Experimental("ASPIREPIPELINES002")]
public interface IDeploymentStateManager
{
    /// <summary>The file; it need not exist.</summary>
    string? StateFilePath { get; }

    /// <summary>Reads a section; empty if there is none.</summary>
    /// <param name="sectionName">Parts are divided by a colon.</param>
    /// <param name="cancellationToken">Gives up the reading.</param>
    /// <exception cref="DistributedApplicationException">The file cannot be read.</exception>
    Task<DeploymentStateSection> AcquireSectionAsync(string sectionName, CancellationToken cancellationToken = default);

    /// <summary>Writes a section in the place of what was saved under its name.</summary>
    /// <exception cref="InvalidOperationException">It was saved by somebody else since it was acquired.</exception>
    /// <exception cref="DistributedApplicationException">The file cannot be written.</exception>
    Task SaveSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default);

    /// <summary>Removes a section.</summary>
    /// <exception cref="InvalidOperationException">It was saved by somebody else since it was acquired.</exception>
    /// <exception cref="DistributedApplicationException">The file cannot be written.</exception>
    Task DeleteSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default);
}
