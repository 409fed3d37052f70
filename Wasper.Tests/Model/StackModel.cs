using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Wasper.AppHost.Settings;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Model;

/// <summary>The AppHost's model, built as it is run, and looked at without being started.</summary>
internal sealed class StackModel : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly TemporaryFolder _data;

    private StackModel(IDistributedApplicationTestingBuilder builder, TemporaryFolder data) => (_builder, _data) = (builder, data);

    public IResourceCollection Resources => _builder.Resources;

    public DistributedApplicationExecutionContext ExecutionContext => _builder.ExecutionContext;

    public IResource this[string name] => _builder.Resources.Single(resource => resource.Name == name);

    /// <param name="runtime"><c>containers</c> or <c>embedded</c>.</param>
    /// <param name="arguments">Further arguments of the AppHost.</param>
    public static async Task<StackModel> BuildAsync(string runtime, params string[] arguments)
    {
        var data = new TemporaryFolder();
        string[] all = [$"--Wasper:Runtime={runtime}", $"--Wasper:DataPath={data.Path}", .. TestSecrets.Arguments, .. arguments];
        return new(await DistributedApplicationTestingBuilder.CreateAsync<StackSettings>(all, TestContext.Current.CancellationToken), data);
    }

    /// <summary>What a resource's variables are made of, before anything has an address.</summary>
    public async Task<IReadOnlyDictionary<string, object>> VariablesAsync(string name)
    {
        var context = new EnvironmentCallbackContext(ExecutionContext, this[name], cancellationToken: TestContext.Current.CancellationToken);
        foreach (var callback in this[name].Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    /// <summary>The same as Aspire writes them: <c>{postgres.bindings.tcp.port}</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ExpressionsAsync(string name)
        => (await VariablesAsync(name)).ToDictionary(
            variable => variable.Key,
            variable => variable.Value is IManifestExpressionProvider expression ? expression.ValueExpression : $"{variable.Value}");

    public async ValueTask DisposeAsync()
    {
        await _builder.DisposeAsync();
        _data.Dispose();
    }
}
