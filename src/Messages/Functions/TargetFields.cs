using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>
/// Writes and reads an object field by field, by declared types: closure objects and the instance a method is called on.
/// Of captured variables only those travel that the lambda can reach (<see cref="ClosureUse"/>); the others have their type's
/// default at the other side. The code is emitted once per type, for closures once per lambda; nothing is looked up per call.
/// </summary>
internal sealed class TargetFields
{
    private static readonly ConcurrentDictionary<MemberInfo, object> s_known = new();

    private readonly Type _type;
    private readonly Action<PayloadWriter, object> _write;
    private readonly ReadFields _read;

    private TargetFields(Type type, string root, HashSet<Type> outer, IReadOnlySet<int>? used)
    {
        _type = type;
        var selects = used is not null && ClosureUse.IsDisplayClass(type);
        List<(FieldInfo Field, TargetFields? Nested)> plan = [];
        foreach (var field in FieldsOf(type))
        {
            // The compiler's cache of a lambda inside the lambda: left empty, it fills itself again.
            if (field.Name.StartsWith("<>9__", StringComparison.Ordinal) || (selects && !used!.Contains(field.MetadataToken)))
                continue;

            plan.Add((field, PlanField(type, field, root, outer, used)));
        }

        Nested = [.. plan.Where(p => p.Nested is not null).Select(p => p.Nested!)];
        _write = EmitWriter(plan);
        _read = EmitReader(plan);
    }

    private delegate object ReadFields(ref PayloadReader reader, TargetFields[] nested);

    private TargetFields[] Nested { get; }

    /// <summary>The fields that travel when the method is called on an instance.</summary>
    /// <exception cref="PayloadNotEncodableException">A field cannot travel; the same exception each time.</exception>
    public static TargetFields Of(MethodInfo method)
    {
        var owner = method.DeclaringType!;
        var known = s_known.GetOrAdd(ClosureUse.IsDisplayClass(owner) ? method : owner, static key =>
        {
            try
            {
                var type = key as Type ?? key.DeclaringType!;
                return new TargetFields(type, IsClosure(type) ? "" : "this", [], key is MethodInfo lambda ? ClosureUse.Of(lambda) : null);
            }
            catch (PayloadNotEncodableException refusal)
            {
                return refusal;
            }
        });
        if (known is PayloadNotEncodableException refused)
            ExceptionDispatchInfo.Throw(refused);

        return (TargetFields)known;
    }

    public void Write(PayloadWriter writer, object target)
    {
        if (target.GetType() != _type)
        {
            throw new PayloadNotEncodableException("this", PayloadTypeName.Full(target.GetType()),
                $"the function is declared by {PayloadTypeName.Full(_type)}, and only declared fields travel, so the copy would be "
                    + $"another type. Call it on a {PayloadTypeName.Short(_type)}, or create the object in the job.");
        }

        _write(writer, target);
    }

    public object Read(ref PayloadReader reader) => _read(ref reader, Nested);

    /// <summary>Called by emitted code: a nested closure or captured instance, which may be null.</summary>
    public static void WriteNested(PayloadWriter writer, object? target, TargetFields fields)
    {
        writer.WriteByte(target is null ? (byte)0 : (byte)1);
        if (target is not null)
            fields.Write(writer, target);
    }

    /// <summary>Called by emitted code.</summary>
    public static object? ReadNested(ref PayloadReader reader, TargetFields fields) => reader.ReadFlag() ? fields.Read(ref reader) : null;

    private static bool IsClosure(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && type.Name.StartsWith('<');

    private static bool IsCapturedThis(FieldInfo field) =>
        field.Name.EndsWith("__this", StringComparison.Ordinal) && field.Name.StartsWith('<');

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (var field in level.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(
                    f => f.MetadataToken))
            {
                yield return field;
            }
        }
    }

    private static TargetFields? PlanField(Type owner, FieldInfo field, string root, HashSet<Type> outer, IReadOnlySet<int>? used)
    {
        var closure = IsClosure(owner);
        var capturedThis = closure && IsCapturedThis(field);
        var place = capturedThis ? "this" : closure ? $"captured variable '{field.Name}'" : $"{root}.{MemberName(field)}";
        var type = field.FieldType;
        if ((capturedThis && !type.IsValueType) || (IsClosure(type) && !type.IsValueType))
        {
            if (!outer.Add(type))
            {
                throw new PayloadNotEncodableException(
                    place,
                    PayloadTypeName.Full(type),
                    "it contains itself. Capture plain data instead.");
            }

            TargetFields nested = new(type, capturedThis ? "this" : root, outer, used);
            outer.Remove(type);
            return nested;
        }

        try
        {
            PayloadCodecFactory.InstanceOf(type);
            return null;
        }
        catch (PayloadNotEncodableException refusal)
        {
            var placed = refusal.Under(place, PayloadTypeName.Short(type));
            // The compiler keeps the captured variables of one scope in one object, whichever lambda uses them.
            throw closure && !capturedThis
                ? new PayloadNotEncodableException(placed.MemberPath, placed.TypeName,
                    placed.Reason + " (If only another lambda of the same scope uses it, move one of the two into a method of its own.)")
                : placed;
        }
    }

    // <Name>k__BackingField is the property Name, <name>P a primary constructor's parameter.
    private static string MemberName(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.IndexOf('>', StringComparison.Ordinal) is int end and > 1
            ? field.Name[1..end]
            : field.Name;

    private Action<PayloadWriter, object> EmitWriter(List<(FieldInfo Field, TargetFields? Nested)> plan)
    {
        DynamicMethod method = new(
            "WriteTarget",
            typeof(void),
            [typeof(TargetFields[]), typeof(PayloadWriter), typeof(object)],
            typeof(TargetFields).Module,
            skipVisibility: true);
        var il = method.GetILGenerator();
        var target = EmitUnwrap(il, OpCodes.Ldarg_2);
        var nestedIndex = 0;
        foreach ((var field, var nested) in plan)
        {
            if (nested is not null)
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldloc, target);
                il.Emit(OpCodes.Ldfld, field);
                EmitNested(il, nestedIndex++, OpCodes.Ldarg_0);
                il.Emit(OpCodes.Call, typeof(TargetFields).GetMethod(nameof(WriteNested))!);
                continue;
            }

            var codec = typeof(PayloadCodec<>).MakeGenericType(field.FieldType);
            il.Emit(OpCodes.Call, codec.GetProperty(nameof(PayloadCodec<>.Instance))!.GetMethod!);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldloc, target);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(PayloadCodec<>.Write))!);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Action<PayloadWriter, object>>(Nested);
    }

    private ReadFields EmitReader(List<(FieldInfo Field, TargetFields? Nested)> plan)
    {
        DynamicMethod method = new(
            "ReadTarget",
            typeof(object),
            [typeof(PayloadReader).MakeByRefType(), typeof(TargetFields[])],
            typeof(TargetFields).Module,
            skipVisibility: true);
        var il = method.GetILGenerator();
        var boxed = il.DeclareLocal(typeof(object));
        il.Emit(OpCodes.Ldtoken, _type);
        il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
        il.Emit(OpCodes.Call, typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.GetUninitializedObject))!);
        il.Emit(OpCodes.Stloc, boxed);
        var target = EmitUnwrap(il, OpCodes.Ldloc_0);
        var nestedIndex = 0;
        foreach ((var field, var nested) in plan)
        {
            il.Emit(OpCodes.Ldloc, target);
            if (nested is not null)
            {
                il.Emit(OpCodes.Ldarg_0);
                EmitNested(il, nestedIndex++, OpCodes.Ldarg_1);
                il.Emit(OpCodes.Call, typeof(TargetFields).GetMethod(nameof(ReadNested))!);
                il.Emit(OpCodes.Castclass, field.FieldType);
            }
            else
            {
                var codec = typeof(PayloadCodec<>).MakeGenericType(field.FieldType);
                il.Emit(OpCodes.Call, codec.GetProperty(nameof(PayloadCodec<>.Instance))!.GetMethod!);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Callvirt, codec.GetMethod(nameof(PayloadCodec<>.Read))!);
            }

            il.Emit(OpCodes.Stfld, field);
        }

        il.Emit(OpCodes.Ldloc, boxed);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<ReadFields>();
    }

    // A struct is written through the address of its box, a class through its reference.
    private LocalBuilder EmitUnwrap(ILGenerator il, OpCode load)
    {
        var target = il.DeclareLocal(_type.IsValueType ? _type.MakeByRefType() : _type);
        il.Emit(load);
        il.Emit(_type.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, _type);
        il.Emit(OpCodes.Stloc, target);
        return target;
    }

    private static void EmitNested(ILGenerator il, int index, OpCode array)
    {
        il.Emit(array);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
    }
}
