using Troupe.Children;
using Troupe.Jobs;

namespace Troupe;

public partial class ChildProcess
{
    /// <summary>
    /// Starts a process that runs a function called by name, in <see cref="ChildProcessOptions.PluginPath"/> or in this
    /// program, and ends with it.
    /// </summary>
    /// <typeparam name="TResult">What the result is read as; any type that JSON can be read into.</typeparam>
    /// <param name="name">Namespace, type and method, such as "Plugin.Prices.Total": a public static method.</param>
    /// <param name="arguments">The arguments; each travels as JSON and is read by the parameter's type. They choose the overload.</param>
    /// <param name="options">Plug-in, name, output, environment; null means all defaults.</param>
    /// <returns>The process, which runs. Its result fails with <see cref="FunctionNotFoundException"/> when there is no such
    /// method.</returns>
    /// <exception cref="ArgumentException">The name is blank, or an option is out of its range.</exception>
    /// <exception cref="PayloadNotEncodableException">An argument cannot travel; the text names it.</exception>
    /// <exception cref="PoolStartException">The process could not be started; the inner exception tells why.</exception>
    public static ChildProcess<TResult> Start<TResult>(string name, object?[] arguments, ChildProcessOptions? options = null) =>
        Launch(NamedCalls.Create<TResult>(ChildCall.Prepare(options, out var call), name, arguments, JobOptions.Default), call);
}
