using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;

namespace Aspire.Hosting.Orchestration;

/// <summary>One start of a resource, ready to be handed to DCP.</summary>
/// <param name="Configuration">The variables and arguments it starts with.</param>
internal abstract record RunPlan(RunConfiguration Configuration)
{
    /// <exception cref="Dcp.DcpException">DCP refuses.</exception>
    public abstract Task StartAsync(DcpRuns runs, CancellationToken cancellationToken);

    /// <summary>What the dashboard shows of the run.</summary>
    public abstract IEnumerable<ResourcePropertySnapshot> Describe(DcpRunState state);

    /// <summary>The arguments as the process got them, or as they are planned.</summary>
    protected ResourcePropertySnapshot Arguments(string name, DcpRunState state)
    {
        var arguments = state.Arguments.Count > 0 ? state.Arguments : Configuration.Arguments;
        return new ResourcePropertySnapshot(name, arguments) { IsSensitive = Configuration.HasSensitiveArguments };
    }
}

/// <param name="Executable">What DCP runs.</param>
/// <param name="Configuration">The variables and arguments it starts with.</param>
/// <param name="ProjectPath">The project that the program was built from; null for any other program.</param>
internal sealed record ExecutablePlan(DcpExecutable Executable, RunConfiguration Configuration, string? ProjectPath) : RunPlan(Configuration)
{
    public override Task StartAsync(DcpRuns runs, CancellationToken cancellationToken) => runs.StartAsync(Executable, cancellationToken);

    public override IEnumerable<ResourcePropertySnapshot> Describe(DcpRunState state)
    {
        if (ProjectPath is not null)
        {
            yield return new ResourcePropertySnapshot(KnownProperties.Project.Path, ProjectPath);
        }

        yield return new ResourcePropertySnapshot(KnownProperties.Executable.Path, Executable.Spec.ExecutablePath);
        yield return new ResourcePropertySnapshot(KnownProperties.Executable.WorkDir, Executable.Spec.WorkingDirectory);
        yield return Arguments(KnownProperties.Executable.Args, state);
        yield return new ResourcePropertySnapshot(KnownProperties.Executable.Pid, state.Pid);

        // Those of a project are told apart from what starts it; of any other program, what it really got is known.
        yield return ProjectPath is null
            ? Arguments(KnownProperties.Resource.AppArgs, state)
            : new ResourcePropertySnapshot(KnownProperties.Resource.AppArgs, Configuration.Arguments) { IsSensitive = Configuration.HasSensitiveArguments };
    }
}

/// <param name="Container">What DCP runs.</param>
/// <param name="Configuration">The variables and arguments it starts with.</param>
internal sealed record ContainerPlan(DcpContainer Container, RunConfiguration Configuration) : RunPlan(Configuration)
{
    public override Task StartAsync(DcpRuns runs, CancellationToken cancellationToken) => runs.StartAsync(Container, cancellationToken);

    public override IEnumerable<ResourcePropertySnapshot> Describe(DcpRunState state)
    {
        yield return new ResourcePropertySnapshot(KnownProperties.Container.Image, Container.Spec.Image);
        yield return new ResourcePropertySnapshot(KnownProperties.Container.Id, state.ContainerId);
        yield return new ResourcePropertySnapshot(KnownProperties.Container.Command, Container.Spec.Command);
        yield return Arguments(KnownProperties.Container.Args, state);
        yield return new ResourcePropertySnapshot(KnownProperties.Container.Ports, Container.Spec.Ports?.Select(port => port.ContainerPort).ToList() ?? []);
        yield return new ResourcePropertySnapshot(
            KnownProperties.Container.Lifetime, (Container.Spec.Persistent is true ? ContainerLifetime.Persistent : ContainerLifetime.Session).ToString());
        yield return Arguments(KnownProperties.Resource.AppArgs, state);
    }
}
