namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known some day; those who ask earlier wait. A later value replaces an earlier one.</summary>
public sealed class ValueSnapshot<T>
    where T : notnull
{
    private volatile TaskCompletionSource<T> _value = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a value, or an exception, is there.</summary>
    public bool IsValueSet => _value.Task.IsCompleted;

    /// <summary>The value, as soon as it is known.</summary>
    public Task<T> GetValueAsync(CancellationToken cancellationToken = default) => _value.Task.WaitAsync(cancellationToken);

    /// <summary>Sets the value.</summary>
    public void SetValue(T value)
    {
        if (!_value.TrySetResult(value))
        {
            _value = Completed(source => source.SetResult(value));
        }
    }

    /// <summary>Says why there is no value: those who ask get the exception.</summary>
    public void SetException(Exception exception)
    {
        if (!_value.TrySetException(exception))
        {
            _value = Completed(source => source.SetException(exception));
        }
    }

    private static TaskCompletionSource<T> Completed(Action<TaskCompletionSource<T>> complete)
    {
        var source = new TaskCompletionSource<T>();
        complete(source);
        return source;
    }
}
