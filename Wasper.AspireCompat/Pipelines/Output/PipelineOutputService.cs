using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Pipelines;

internal sealed class PipelineOutputService(IOptions<PipelineOptions> options) : IPipelineOutputService, IDisposable
{
    private const string DefaultOutputFolder = "aspire-output";

    private readonly string _output = Path.GetFullPath(options.Value.OutputPath is { Length: > 0 } path ? path : DefaultOutputFolder);
    private readonly Lazy<DirectoryInfo> _temporary = new(() => Directory.CreateTempSubdirectory("aspire-pipeline-"));

    public string GetOutputDirectory() => _output;

    public string GetOutputDirectory(IResource resource) => Path.Combine(_output, resource.Name);

    public string GetTempDirectory() => _temporary.Value.FullName;

    public string GetTempDirectory(IResource resource) => _temporary.Value.CreateSubdirectory(resource.Name).FullName;

    public void Dispose()
    {
        if (_temporary.IsValueCreated)
        {
            _temporary.Value.Delete(recursive: true);
        }
    }
}
