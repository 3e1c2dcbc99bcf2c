using System.Text.Json;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Jobs;

/// <summary>
/// Encodes one call on the caller's thread: the function, its target, its arguments. What cannot travel throws here,
/// before anything is queued.
/// </summary>
internal readonly ref struct Call
{
    [ThreadStatic]
    private static PayloadWriter? s_writer;

    private const int LongestCopied = 64 * 1024;

    private readonly Function _function;
    private readonly PayloadWriter _writer;
    private readonly IPoolBackend _backend;

    private Call(IPoolBackend backend, Function function, PayloadWriter writer) =>
        (_backend, _function, _writer) = (backend, function, writer);

    public static Call Begin(IPoolBackend backend, Delegate function, FunctionRole role = FunctionRole.Plain)
    {
        var known = Resolve(backend, function, role);
        // Taken while in use: an encoder of user code may itself submit a job on this thread.
        // Another pool may allow other lengths.
        var writer = s_writer is { } held && held.Limit == backend.Rules.MaxMessageBytes
            ? held
            : new PayloadWriter(limit: backend.Rules.MaxMessageBytes);
        s_writer = null;
        writer.Clear();
        if (known.HasTarget)
            known.WriteTarget(writer, function);
        return new Call(backend, known, writer);
    }

    /// <summary>The function and its encoded target, for calls with many items.</summary>
    public static (Function Function, byte[] Target, TransferredHandles? Given) Reference(IPoolBackend backend, Delegate function)
    {
        var known = Resolve(backend, function);
        if (!known.HasTarget)
            return (known, [], null);
        using var writer = new PayloadWriter();
        known.WriteTarget(writer, function);
        return (known, writer.WrittenSpan.ToArray(), TransferredHandles.Of(writer.Attachments));
    }

    private static Function Resolve(IPoolBackend backend, Delegate function, FunctionRole role = FunctionRole.Plain)
    {
        ArgumentNullException.ThrowIfNull(function);
        RequireOwnProgram(backend);
        return Function.Of(function, role);
    }

    /// <exception cref="FunctionRefusedException">The pool's workers do not have this program's code.</exception>
    public static void RequireOwnProgram(IPoolBackend backend)
    {
        if (backend.Rules.PluginPath is not null)
        {
            throw new FunctionRefusedException($"This pool runs the plug-in {backend.Rules.PluginPath}, whose workers do not have this "
                + "program's code. Call the plug-in's functions by name: RunAsync<TResult>(\"Namespace.Type.Method\", …).");
        }
    }

    public Call With<T>(T argument)
    {
        PayloadCodec<T>.Instance.Write(_writer, argument);
        return this;
    }

    /// <summary>Has the pool run it.</summary>
    public Task<TResult> Run<TResult>(JobOptions? options, IResultReader<TResult> reader, CancellationToken cancellationToken) =>
        _backend.Run(Returning(_backend.Resolve(options), reader), cancellationToken);

    /// <summary>Submits it.</summary>
    public JobHandle<TResult> Submit<TResult>(
        JobOptions? options,
        IResultReader<TResult> reader,
        Action<TResult>? onResult,
        Action<Exception>? onError) =>
        _backend.Accept(Returning(_backend.Resolve(options), reader), onResult, onError);

    /// <summary>Submits one without a result.</summary>
    public JobHandle Submit(JobOptions? options, NoResult reader, Action? onDone, Action<Exception>? onError) =>
        _backend.Accept(Returning(_backend.Resolve(options), reader), onDone, onError);

    public CallJob<TResult> Returning<TResult>(JobOptions options, IResultReader<TResult> reader)
    {
        var takesCaller = CallerCapture.Append(_writer, options.FlowCulture ?? _backend.Rules.FlowCulture);
        if (_writer.WrittenCount > _backend.Rules.MaxMessageBytes)
            throw new PayloadTooLargeException(_backend.Rules.MaxMessageBytes, _writer.WrittenCount);
        // Long arguments keep the buffer they were written to; their job gives it back.
        var detach = _writer.WrittenCount > LongestCopied;
        ReadOnlyMemory<byte> arguments = detach ? _writer.Detach() : _writer.WrittenSpan.ToArray();
        var transferred = TransferredHandles.Of(_writer.Attachments);
        _writer.Clear();
        s_writer = _writer;
        return new CallJob<TResult>(_backend.Functions.Of(_function), arguments, options, reader)
        {
            RentedArguments = detach,
            TransferredHandles = transferred,
            TakesCaller = takesCaller
        };
    }
}

/// <summary>Encodes calls by name: each argument a JSON text.</summary>
internal static class NamedCalls
{
    public static CallJob<TResult> Create<TResult>(IPoolBackend backend, string name, object?[] arguments, JobOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(arguments);
        using var writer = new PayloadWriter();
        writer.WriteVarUInt32((uint)arguments.Length);
        var outer = writer.Enter();
        try
        {
            for (var index = 0; index < arguments.Length; index++)
                WriteText(writer, arguments[index], index);
        }
        finally
        {
            PayloadWriter.Leave(outer);
        }
        var takesCaller = CallerCapture.Append(writer, options.FlowCulture ?? backend.Rules.FlowCulture);
        return new CallJob<TResult>(
            backend.Functions.Named(name, arguments.Length),
            writer.WrittenSpan.ToArray(),
            options,
            JsonResult<TResult>.Instance)
        { TransferredHandles = TransferredHandles.Of(writer.Attachments), TakesCaller = takesCaller };
    }

    private static void WriteText(PayloadWriter writer, object? argument, int index)
    {
        try
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(argument, argument?.GetType() ?? typeof(object), Payloads.JsonOptions);
            writer.WriteVarUInt32((uint)text.Length);
            writer.WriteSpan(text);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new PayloadNotEncodableException(
                $"argument {index}{(error as JsonException)?.Path?.TrimStart('$')}", argument!.GetType()
                    .ToString(), $"it cannot be written as JSON: {error.Message}", error);
        }
    }
}
