using System.Text.Json.Nodes;

namespace Aspire.Hosting.Pipelines;

/// <summary>Keeps the state in a file. Steps run side by side: a section that another one saved in between is not overwritten.</summary>
internal sealed class FileDeploymentStateManager(string path) : IDeploymentStateManager, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    public string StateFilePath => path;

    public async Task<DeploymentStateSection> AcquireSectionAsync(string sectionName, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var data = DeploymentStateFile.Section(await DeploymentStateFile.ReadAsync(path, cancellationToken), sectionName);
            return new DeploymentStateSection(sectionName, data, _versions.GetValueOrDefault(sectionName));
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task SaveSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default) =>
        ReplaceAsync(section, section.Data, cancellationToken);

    public Task DeleteSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default) =>
        ReplaceAsync(section, data: null, cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async Task ReplaceAsync(DeploymentStateSection section, JsonObject? data, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var version = _versions.GetValueOrDefault(section.SectionName);
            if (section.Version != version)
            {
                throw new InvalidOperationException(
                    $"The section '{section.SectionName}' was acquired at version {section.Version}, but is at version {version} now; acquire it again.");
            }

            var state = await DeploymentStateFile.ReadAsync(path, cancellationToken);
            DeploymentStateFile.Replace(state, section.SectionName, data);
            await DeploymentStateFile.WriteAsync(path, state, cancellationToken);
            _versions[section.SectionName] = section.Version = version + 1;
        }
        finally
        {
            _gate.Release();
        }
    }
}
