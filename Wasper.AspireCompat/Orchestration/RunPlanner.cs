using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Orchestration;

/// <summary>Makes of a resource what DCP has to run. Everything that can fail for reasons of the model or the machine fails here, before anything runs.</summary>
internal sealed class RunPlanner(RunConfigurationReader reader, EndpointAllocator endpoints, ContainerPlanner containers, BuiltProject projects)
{
    /// <summary>The name of the resource's object in DCP, which takes small letters only.</summary>
    public static string NameOf(IResource resource) => resource.Name.ToLowerInvariant();

    /// <exception cref="DistributedApplicationException">It cannot be run; the message says why, and is about the resource without naming it.</exception>
    public async Task<RunPlan> PlanAsync(IResource resource, CancellationToken cancellationToken)
    {
        var configuration = await reader.ReadAsync(resource, cancellationToken);
        switch (resource)
        {
            case var _ when resource.IsContainer():
                return await containers.PlanAsync(resource, configuration, endpoints.ProducersOf(resource), cancellationToken);
            case ProjectResource project:
                var program = projects.Find(project);
                return Executable(project, program.Runtime, program.Folder, [program.Assembly, .. configuration.Arguments], configuration, program.ProjectPath);
            case ExecutableResource executable:
                return Executable(executable, executable.Command, executable.WorkingDirectory, configuration.Arguments, configuration, projectPath: null);
            default:
                throw new DistributedApplicationException($"a resource of the type '{resource.GetTypeName()}' cannot be run.");
        }
    }

    private ExecutablePlan Executable(
        IResource resource, string path, string folder, IEnumerable<string> arguments, RunConfiguration configuration, string? projectPath) => new(
        new DcpExecutable
        {
            Metadata = new DcpMetadata { Name = NameOf(resource), Annotations = Annotate(endpoints.ProducersOf(resource)) },
            Spec = new DcpExecutableSpec
            {
                ExecutablePath = path,
                WorkingDirectory = folder,
                Args = [.. arguments],
                Env = [.. configuration.Environment],
                AmbientEnvironment = DcpAmbientEnvironment.Inherit,
            },
        },
        configuration,
        projectPath);

    internal static Dictionary<string, string>? Annotate(string? producers) => producers is null ? null : new() { [DcpServiceProducer.Annotation] = producers };
}
