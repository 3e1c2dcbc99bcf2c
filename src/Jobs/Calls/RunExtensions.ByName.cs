using Troupe.Jobs;

namespace Troupe;

public static partial class RunExtensions
{
    /// <summary>Calls a function by name, in a pool with <c>ProcessPoolOptions.PluginPath</c> or in this program.</summary>
    /// <typeparam name="TResult">What the result is read as; any type that JSON can be read into.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="name">Namespace, type and method, such as "Plugin.Prices.Total": a public static method.</param>
    /// <param name="arguments">The arguments; each travels as JSON and is read by the parameter's type. They choose the overload.</param>
    /// <returns>The result; default when the method has none.</returns>
    /// <exception cref="FunctionNotFoundException">No such method takes these arguments; the text lists near names. By the
    /// task.</exception>
    public static Task<TResult> RunAsync<TResult>(this IProcessPool pool, string name, params object?[] arguments) =>
        pool.RunAsync<TResult>(name, arguments, null, CancellationToken.None);

    /// <summary>Calls a function by name; see the overload without options.</summary>
    /// <typeparam name="TResult">What the result is read as.</typeparam>
    /// <param name="pool">The pool.</param>
    /// <param name="name">Namespace, type and method.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">How the job is handled; null means all defaults.</param>
    /// <param name="cancellationToken">Ends the job.</param>
    /// <returns>The result.</returns>
    /// <exception cref="FunctionNotFoundException">No such method takes these arguments. By the task.</exception>
    public static Task<TResult> RunAsync<TResult>(
        this IProcessPool pool,
        string name,
        object?[] arguments,
        JobOptions? options,
        CancellationToken cancellationToken = default) =>
        pool.Backend.Run(NamedCalls.Create<TResult>(pool.Backend, name, arguments, pool.Backend.Resolve(options)), cancellationToken);
}
