namespace Aspire.Hosting.ApplicationModel;

internal sealed class ExecutionConfigurationResult : IExecutionConfigurationResult
{
    private readonly List<(object Unprocessed, string Processed, bool IsSensitive)> _arguments = [];
    private readonly List<KeyValuePair<string, (object Unprocessed, string Processed)>> _variables = [];
    private readonly List<Exception> _exceptions = [];

    public IEnumerable<object> References => _arguments.Select(argument => argument.Unprocessed)
        .Concat(_variables.Select(variable => variable.Value.Unprocessed))
        .Where(value => value is IManifestExpressionProvider or IValueProvider);

    public IEnumerable<(object Unprocessed, string Processed, bool IsSensitive)> ArgumentsWithUnprocessed => _arguments;

    public IEnumerable<(string Value, bool IsSensitive)> Arguments => _arguments.Select(argument => (argument.Processed, argument.IsSensitive));

    public IEnumerable<KeyValuePair<string, (object Unprocessed, string Processed)>> EnvironmentVariablesWithUnprocessed => _variables;

    public IEnumerable<KeyValuePair<string, string>> EnvironmentVariables =>
        _variables.Select(variable => KeyValuePair.Create(variable.Key, variable.Value.Processed));

    public Exception? Exception => _exceptions switch
    {
        [] => null,
        [var only] => only,
        _ => new AggregateException(_exceptions),
    };

    public void AddArgument(object value, string text) => _arguments.Add((value, text, HasSecret(value)));

    public void AddVariable(string name, object value, string text) => _variables.Add(KeyValuePair.Create(name, (value, text)));

    public void AddException(Exception exception) => _exceptions.Add(exception);

    private static bool HasSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,

        // An address is no secret, though the resource it belongs to may have one: and would lead back here.
        EndpointReference or EndpointReferenceExpression => false,
        IValueWithReferences composed => composed.References.Any(HasSecret),
        _ => false,
    };
}
