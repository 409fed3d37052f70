using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// The entry point of an AppHost, on a thread of its own. It is held twice: where it builds its application, until the test wants that, and
/// where it runs it, until the test is over; so everything that it keeps in variables lives as long as the application.
/// </summary>
internal sealed class EntryPointRun : ApplicationObserver
{
    // An AppHost may fetch programs before it knows its model.
    private static readonly TimeSpan _stageLimit = TimeSpan.FromMinutes(5);

    // The AppHost has nothing left to do but to return.
    private static readonly TimeSpan _endLimit = TimeSpan.FromSeconds(30);

    private readonly string[] _args;
    private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
    private readonly string _name;
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _model = NewSource<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _application = NewSource<DistributedApplication>();
    private readonly TaskCompletionSource<bool> _running = NewSource<bool>();
    private readonly TaskCompletionSource<bool> _build = NewSource<bool>();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<int> _main;
    private int _isBuildAskedFor;

    /// <summary>Begins to run <paramref name="main"/>, which gives its exit code, as the entry point of the assembly of that name.</summary>
    public EntryPointRun(
        string name,
        Func<string[], int> main,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        _args = args;
        _configure = configure;
        _name = name;
        _main = Task.Factory.StartNew(
            () =>
            {
                Current = this;
                return main(args);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Begins to run the entry point of the type's assembly.</summary>
    /// <exception cref="ArgumentException">It has none.</exception>
    public static EntryPointRun Of(Type type, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        var name = type.Assembly.GetName().Name!;
        var main = type.Assembly.EntryPoint ?? throw new ArgumentException(
            $"The assembly '{name}' of the type '{type}' has no entry point; name a type of an AppHost's assembly.", nameof(type));
        return new EntryPointRun(name, arguments => Invoke(main, arguments), args, configure);
    }

    /// <summary>Waits until the entry point is about to build.</summary>
    public Task<DistributedApplicationBuilder> WaitForModelAsync(CancellationToken cancellationToken) =>
        WaitAsync(_model.Task, "build an application", cancellationToken);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isBuildAskedFor, 1) != 0)
        {
            throw new InvalidOperationException("This builder has built its application; create another one for another application.");
        }

        _build.TrySetResult(true);
        return WaitAsync(_application.Task, "build its application", cancellationToken);
    }

    /// <summary>Waits until the entry point has done all that it does before it runs its application.</summary>
    public Task WaitForRunAsync(CancellationToken cancellationToken) => WaitAsync(_running.Task, "run its application", cancellationToken);

    /// <summary>Lets the entry point return, wherever it is held.</summary>
    public void Release()
    {
        _build.TrySetResult(false);
        _end.TrySetResult();
    }

    /// <summary>Lets the entry point return, and waits for it; what it throws now concerns no test.</summary>
    /// <exception cref="TimeoutException">It does not return.</exception>
    public async Task EndAsync()
    {
        Release();
        try
        {
            await _main.ContinueWith(main => main.Exception, TaskScheduler.Default).WaitAsync(_endLimit);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The entry point of '{_name}' did not return within {_endLimit.TotalSeconds:0} s of the test's end.", exception);
        }
    }

    public override void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings hostSettings)
    {
        // An AppHost that does not hand on its arguments still gets those of the test.
        if (options.Args is not { Length: > 0 })
        {
            options.Args = hostSettings.Args = _args;
        }

        options.AssemblyName ??= _name;
        options.DisableDashboard = true;
        hostSettings.Configuration ??= new ConfigurationManager();
        hostSettings.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("DcpPublisher:RandomizePorts", "true")]);
        _configure(options, hostSettings);
    }

    public override void OnCreated(DistributedApplicationBuilder builder) => builder.Services.AddHttpClient();

    public override void OnBuilding(DistributedApplicationBuilder builder)
    {
        _model.TrySetResult(builder);
        if (!_build.Task.GetAwaiter().GetResult())
        {
            throw new HostAbortedException("The test is over without having built the application.");
        }
    }

    public override void OnBuilt(DistributedApplication application) => _application.TrySetResult(application);

    /// <summary>The test runs the application; the entry point waits until that is over.</summary>
    public override Task OnRunningAsync(CancellationToken cancellationToken)
    {
        _running.TrySetResult(true);
        return _end.Task.WaitAsync(cancellationToken);
    }

    private static int Invoke(MethodInfo main, string[] args)
    {
        object?[] parameters = main.GetParameters().Length > 0 ? [args] : [];
        return main.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, parameters, culture: null) as int? ?? 0;
    }

    private async Task<T> WaitAsync<T>(Task<T> stage, string what, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(stage, _main).WaitAsync(_stageLimit, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The entry point of '{_name}' did not {what} within {_stageLimit.TotalMinutes:0} minutes.", exception);
        }

        if (stage.IsCompleted)
        {
            return await stage;
        }

        // Throws what the entry point threw, if it did.
        var exitCode = await _main;
        throw new InvalidOperationException($"The entry point of '{_name}' returned {exitCode} and did not {what}; what it wrote to the console tells why.");
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
